package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
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
import java.util.function.Function;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.config.FheWork;
import org.fhevm.coprocessor.server.testing.TestPresence;
import org.junit.jupiter.api.Test;

class FheTasksTest {

    private static final TenantId A = new TenantId(1);
    private static final TenantId B = new TenantId(2);
    private static final Caller CALLER = new Caller(A, new TestPresence());
    private static final Caller OTHER = new Caller(B, new TestPresence());
    private static final List<Integer> ITEMS = IntStream.range(0, 100).boxed().toList();
    private static final FheWork LIMITS = new FheWork(3, 1000, 4096);

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    private FheTasks tasks(int maximumAtOnce) {
        return new FheTasks(maximumAtOnce, LIMITS, metrics, () -> maximumAtOnce);
    }

    private static <T, R> List<R> map(FheTasks tasks, Caller caller, List<T> items, Function<T, R> work) {
        try (FheTasks.Admitted admitted = tasks.admit(caller, Patience.none(), 1)) {
            return admitted.map(items, item -> 1, (item, pace) -> work.apply(item));
        }
    }

    @Test
    void resultsComeInTheOrderOfTheItems() {
        assertThat(map(tasks(7), CALLER, ITEMS, item -> 2 * item))
                .isEqualTo(ITEMS.stream().map(item -> 2 * item).toList());
        assertThat(map(tasks(7), CALLER, List.of(), item -> item)).isEmpty();
    }

    @Test
    void asManyTasksOfAllRequestsRunAtOnceAsArePermittedAndHalfOfThemOfEach() throws Exception {
        FheTasks tasks = tasks(4);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier four = new CyclicBarrier(4);
        Function<Caller, Callable<List<Integer>>> request = caller -> () -> {
            AtomicInteger runningOfThis = new AtomicInteger();
            return map(tasks, caller, ITEMS, item -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                int ofThis = runningOfThis.incrementAndGet();
                meet(four);
                runningOfThis.decrementAndGet();
                running.decrementAndGet();
                return ofThis;
            });
        };
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<List<Integer>> ofOne :
                    threads.invokeAll(List.of(request.apply(CALLER), request.apply(OTHER)))) {
                assertThat(ofOne.get()).hasSameSizeAs(ITEMS).allMatch(ofThis -> ofThis <= 2);
            }
        }
        assertThat(most).hasValue(4);
    }

    @Test
    void aRequestOfManyTasksDoesNotKeepOutOneOfFew() throws Exception {
        FheTasks tasks = tasks(4);
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Integer>> large = threads.submit(() -> map(tasks, CALLER, ITEMS, item -> {
                begun.countDown();
                awaitLatch(release);
                return item;
            }));
            begun.await();
            assertThat(threads.submit(() -> map(tasks, CALLER, List.of(1, 2, 3), item -> item))
                            .get(10, TimeUnit.SECONDS))
                    .containsExactly(1, 2, 3);
            release.countDown();
            assertThat(large.get(10, TimeUnit.SECONDS)).isEqualTo(ITEMS);
        }
    }

    /** 24 large requests of one tenant: another tenant's smallest call finds a place at once. */
    @Test
    void aTenantWithManyRequestsDoesNotKeepOutAnother() throws Exception {
        FheTasks tasks = new FheTasks(16, new FheWork(64, 1 << 20, 4096), metrics, () -> 16);
        CountDownLatch release = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<List<Integer>>> large = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                large.add(threads.submit(() -> map(tasks, CALLER, ITEMS, item -> {
                    awaitLatch(release);
                    return item;
                })));
            }
            await().until(() -> turns("waiting") == 24 * 8 - 12);
            assertThat(turns("running")).isEqualTo(12);

            assertThat(threads.submit(() -> map(tasks, OTHER, List.of(1), item -> item))
                            .get(10, TimeUnit.SECONDS))
                    .containsExactly(1);

            release.countDown();
            for (Future<List<Integer>> request : large) {
                assertThat(request.get(10, TimeUnit.SECONDS)).isEqualTo(ITEMS);
            }
        }
        assertThat(turns("running") + turns("waiting")).isZero();
    }

    private double turns(String state) {
        return metrics.get("coprocessor_server_fhe_turns")
                .tag("state", state)
                .gauge()
                .value();
    }

    @Test
    void longWorkGivesWayBetweenItsParts() throws Exception {
        FheTasks tasks = tasks(1);
        CountDownLatch begun = new CountDownLatch(1);
        List<String> order = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                FheTasks.Admitted admitted = tasks.admit(CALLER, Patience.none(), 64)) {
            Future<List<Integer>> wide = threads.submit(() -> admitted.map(List.of(1), item -> 64, (item, pace) -> {
                order.add("first part");
                begun.countDown();
                await().until(() -> turns("waiting") == 1);
                pace.giveWay();
                order.add("second part");
                return item;
            }));
            begun.await();
            map(tasks, OTHER, List.of(1), item -> order.add("other"));
            wide.get(10, TimeUnit.SECONDS);
        }
        assertThat(order).containsExactly("first part", "other", "second part");
    }

    @Test
    void aRequestBeyondTheBoundOfItsTenantIsRefusedInWords() {
        FheTasks tasks = tasks(2);
        List<FheTasks.Admitted> admitted = IntStream.range(0, 3)
                .mapToObj(i -> tasks.admit(CALLER, Patience.none(), 1))
                .toList();
        assertThatThrownBy(() -> tasks.admit(CALLER, Patience.none(), 1))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.TooMuchFheWork(3, 1000)));
        tasks.admit(OTHER, Patience.none(), 1000).close();
        admitted.getFirst().close();
        tasks.admit(CALLER, Patience.none(), 998).close();
        assertThatThrownBy(() -> tasks.admit(CALLER, Patience.none(), 999)).isInstanceOf(CoprocessorException.class);
    }

    @Test
    void aRequestThatMayWaitIsTakenOnWhenAnotherHasEnded() throws Exception {
        FheTasks tasks = tasks(2);
        FheTasks.Admitted first = tasks.admit(CALLER, Patience.none(), 1000);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<FheTasks.Admitted> second =
                    threads.submit(() -> tasks.admit(CALLER, Patience.of(CALLER, Duration.ofSeconds(30)), 1000));
            await().until(() -> tasks.waitingForAdmission() == 1);
            assertThat(second).isNotDone();
            first.close();
            second.get(10, TimeUnit.SECONDS).close();
        }
        assertThat(tasks.waitingForAdmission()).isZero();
    }

    @Test
    void aWaitEndsWhenTheCallerLeavesOrItsTimeIsUp() throws Exception {
        FheTasks tasks = tasks(2);
        tasks.admit(CALLER, Patience.none(), 1000);
        TestPresence presence = new TestPresence();
        Caller leaving = new Caller(A, presence);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<FheTasks.Admitted> waiting =
                    threads.submit(() -> tasks.admit(leaving, Patience.of(leaving, Duration.ofMinutes(5)), 1));
            await().until(() -> tasks.waitingForAdmission() == 1);
            presence.leave();
            assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CancellationException.class);
        }
        assertThat(presence.registrations()).isZero();

        TestPresence hurried = new TestPresence();
        hurried.timeLeft(Duration.ofMillis(20));
        Caller caller = new Caller(A, hurried);
        assertThatThrownBy(() -> tasks.admit(caller, Patience.of(caller, Duration.ofMinutes(5)), 1))
                .isInstanceOf(CoprocessorException.class);
        assertThat(tasks.waitingForAdmission()).isZero();
    }

    @Test
    void aTurnThatIsWaitedForEndsAtOnceWhenTheCallerLeaves() throws Exception {
        FheTasks tasks = tasks(1);
        CountDownLatch release = new CountDownLatch(1);
        TestPresence presence = new TestPresence();
        Caller leaving = new Caller(A, presence);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Integer>> first = threads.submit(() -> map(tasks, OTHER, List.of(1), item -> {
                awaitLatch(release);
                return item;
            }));
            await().until(() -> turns("running") == 1);
            Future<List<Integer>> second = threads.submit(() -> map(tasks, leaving, ITEMS, item -> item));
            await().until(() -> turns("waiting") == 1);
            presence.leave();
            assertThatThrownBy(() -> second.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(CancellationException.class);
            release.countDown();
            assertThat(first.get()).containsExactly(1);
        }
        assertThat(turns("running") + turns("waiting")).isZero();
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void theFirstFailureInOrderIsThrownAndWhatWaitsIsNotBegun() {
        AtomicInteger begun = new AtomicInteger();
        CountDownLatch secondFailed = new CountDownLatch(1);
        assertThatThrownBy(() -> map(tasks(4), CALLER, ITEMS, item -> {
                    begun.incrementAndGet();
                    if (item == 0) {
                        awaitLatch(secondFailed);
                    }
                    secondFailed.countDown();
                    throw new IllegalStateException("item " + item);
                }))
                .hasMessage("item 0");
        assertThat(begun).hasValue(2);
        FheTasks again = tasks(1);
        assertThatThrownBy(() -> map(again, CALLER, List.of(1), item -> {
                    throw new IllegalStateException("once");
                }))
                .hasMessage("once");
        assertThat(map(again, CALLER, List.of(1), item -> item))
                .as("the place came back")
                .containsExactly(1);
    }

    @Test
    void nothingIsBegunForACallerThatHasLeft() {
        AtomicInteger begun = new AtomicInteger();
        TestPresence presence = new TestPresence();
        assertThatThrownBy(() -> map(tasks(1), new Caller(A, presence), ITEMS, item -> {
                    if (begun.incrementAndGet() == 3) {
                        presence.leave();
                    }
                    return item;
                }))
                .isInstanceOf(CancellationException.class);
        assertThat(begun).hasValue(3);
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
