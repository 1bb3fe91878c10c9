package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
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
    void asManyTasksRunAtOnceAsArePermittedAndNoMore() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier pair = new CyclicBarrier(2);
        new FheTasks(2).map(CALLER, ITEMS, item -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            meet(pair);
            running.decrementAndGet();
            return item;
        });
        assertThat(most).hasValue(2);
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
        assertThatThrownBy(() -> new FheTasks(2).map(CALLER, ITEMS, item -> {
                    begun.incrementAndGet();
                    if (item == 0) {
                        await(secondFailed);
                    }
                    secondFailed.countDown();
                    throw new IllegalStateException("item " + item);
                }))
                .hasMessage("item 0");
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
