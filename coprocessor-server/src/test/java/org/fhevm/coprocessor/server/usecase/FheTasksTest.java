package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class FheTasksTest {

    private static final Caller CALLER = new Caller(new TenantId(1), () -> false);
    private static final List<Integer> ITEMS = IntStream.range(0, 100).boxed().toList();

    @Test
    void resultsComeInTheOrderOfTheItems() {
        assertThat(new FheTasks(7).map(CALLER, ITEMS, item -> 2 * item))
                .isEqualTo(ITEMS.stream().map(item -> 2 * item).toList());
        assertThat(new FheTasks(7).map(CALLER, List.of(), item -> item)).isEmpty();
    }

    @Test
    void asManyTasksOfAllRequestsRunAtOnceAsArePermittedAndHalfOfThemOfEach() throws Exception {
        FheTasks tasks = new FheTasks(4);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier four = new CyclicBarrier(4);
        Callable<List<Integer>> request = () -> {
            AtomicInteger runningOfThis = new AtomicInteger();
            return tasks.map(CALLER, ITEMS, item -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                int ofThis = runningOfThis.incrementAndGet();
                meet(four);
                runningOfThis.decrementAndGet();
                running.decrementAndGet();
                return ofThis;
            });
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<Integer>> ofOne : threads.invokeAll(List.of(request, request))) {
                assertThat(ofOne.get()).hasSameSizeAs(ITEMS).allMatch(ofThis -> ofThis <= 2);
            }
        }
        assertThat(most).hasValue(4);
    }

    @Test
    void aRequestOfManyTasksDoesNotKeepOutOneOfFew() throws Exception {
        FheTasks tasks = new FheTasks(2);
        AtomicInteger done = new AtomicInteger();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch small = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Integer>> large = threads.submit(() -> tasks.map(CALLER, ITEMS, item -> {
                begun.countDown();
                await(small);
                return done.incrementAndGet();
            }));
            begun.await();
            assertThat(threads.submit(() -> tasks.map(CALLER, List.of(1, 2, 3), item -> item))
                            .get(10, TimeUnit.SECONDS))
                    .containsExactly(1, 2, 3);
            assertThat(done).hasValue(0);
            small.countDown();
            assertThat(large.get(10, TimeUnit.SECONDS)).hasSameSizeAs(ITEMS);
        }
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tasksWithinATaskNeedNoPermitOfTheirOwn() {
        List<List<Integer>> results = new FheTasks(1)
                .map(CALLER, List.of(1, 2), outer -> FheTasks.mapInside(List.of(10, 20), inner -> outer * inner));
        assertThat(results).containsExactly(List.of(10, 20), List.of(20, 40));
    }

    @Test
    void theFirstFailureInOrderIsThrownAndWhatWaitsIsNotBegun() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch secondFailed = new CountDownLatch(1);
        assertThatThrownBy(() -> new FheTasks(4).map(CALLER, ITEMS, item -> {
                    begun.incrementAndGet();
                    if (item == 0) {
                        await(secondFailed);
                    }
                    secondFailed.countDown();
                    throw new IllegalStateException("item " + item);
                }))
                .hasMessage("item 0");
        assertThat(begun).hasValue(2);
        FheTasks again = new FheTasks(1);
        assertThatThrownBy(() -> again.map(CALLER, List.of(1), item -> {
                    throw new IllegalStateException("once");
                }))
                .hasMessage("once");
        assertThat(again.map(CALLER, List.of(1), item -> item))
                .as("the permit came back")
                .containsExactly(1);
    }

    @Test
    void nothingIsBegunForACallerThatIsGone() {
        AtomicInteger begun = new AtomicInteger();
        Caller leaving = new Caller(new TenantId(1), () -> begun.get() >= 3);
        assertThatThrownBy(() -> new FheTasks(1).map(leaving, ITEMS, item -> begun.incrementAndGet()))
                .isInstanceOf(CancellationException.class);
        assertThat(begun).hasValue(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
