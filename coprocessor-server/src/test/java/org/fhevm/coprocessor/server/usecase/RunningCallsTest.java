package org.fhevm.coprocessor.server.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.testing.SettableClock;
import org.fhevm.coprocessor.server.usecase.RunningCalls.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunningCallsTest {

    private static final TenantId A = new TenantId(1);
    private static final TenantId B = new TenantId(2);
    private static final TenantId C = new TenantId(3);

    private final SettableClock clock = new SettableClock();
    private final RunningCalls calls = new RunningCalls(new Limits(8, 4), new TenantActivity(clock));

    private CompletableFuture<Void> begin(TenantId tenant) {
        calls.called(tenant);
        return CompletableFuture.runAsync(() -> calls.start(tenant, () -> false), Thread::startVirtualThread);
    }

    private List<CompletableFuture<Void>> begin(TenantId tenant, int count) {
        return IntStream.range(0, count).mapToObj(i -> begin(tenant)).toList();
    }

    private void awaitState(int running, int waiting) {
        await().untilAsserted(() -> {
            assertThat(calls.running()).isEqualTo(running);
            assertThat(calls.waiting()).isEqualTo(waiting);
        });
    }

    @Test
    void aTenantAloneRunsAsManyAsItMay() {
        begin(A, 10);
        awaitState(8, 2);

        calls.stop(A);

        awaitState(8, 1);
    }

    @Test
    void aCallOfAnotherTenantStartsAtOnce() throws Exception {
        begin(A, 100);
        awaitState(8, 92);

        begin(B).get(10, TimeUnit.SECONDS);

        awaitState(9, 92);
    }

    @Test
    void tenantsThatCallShareASmallerNumber() throws Exception {
        begin(A, 20);
        awaitState(8, 12);
        begin(B, 20);
        // A had 8 before B came, and gets no further one until it has fewer than its share of two.
        awaitState(10, 30);
        for (int i = 0; i < 6; i++) {
            calls.stop(A);
        }
        awaitState(4, 30);
        calls.stop(A);
        awaitState(4, 29);
    }

    @Test
    void eachOfManyTenantsRunsOne() {
        for (int tenant = 1; tenant <= 50; tenant++) {
            begin(new TenantId(tenant), tenant == 1 ? 1 : 0);
            calls.called(new TenantId(tenant));
        }
        List<CompletableFuture<Void>> begun = new ArrayList<>();
        for (int tenant = 2; tenant <= 50; tenant++) {
            begun.addAll(begin(new TenantId(tenant), 2));
        }
        awaitState(50, 49);
    }

    @Test
    void aTenantCountsForAWhileAfterItsCall() throws Exception {
        begin(B).get();
        calls.stop(B);
        begin(A, 10);
        awaitState(2, 8);

        clock.advance(TenantActivity.WINDOW.minusMillis(1));
        calls.called(A);
        assertThat(calls.running()).isEqualTo(2);
        clock.advance(Duration.ofMillis(100));

        // No call ends: the waiting calls check by themselves.
        awaitState(8, 2);
    }

    @Test
    void aRefusedCallKeepsItsTurnWhileOthersCall() throws Exception {
        calls.called(B);
        begin(A, 10);
        awaitState(2, 8);

        calls.stopRefused(A, Duration.ofMillis(1));
        calls.stopRefused(A, Duration.ofMillis(100));
        begin(B).get(10, TimeUnit.SECONDS);

        awaitState(1, 8);
        clock.advance(RunningCalls.SHORTEST_REFUSAL);
        awaitState(2, 7);
        clock.advance(Duration.ofMillis(279));
        calls.called(B);
        assertThat(calls.running()).isEqualTo(2);
        clock.advance(Duration.ofMillis(1));
        awaitState(3, 6);
    }

    @Test
    void aRefusedCallOfATenantAloneKeepsNothing() {
        begin(A, 10);
        awaitState(8, 2);

        calls.stopRefused(A, Duration.ofSeconds(10));

        awaitState(8, 1);
    }

    @Test
    void noRefusalKeepsATurnForLong() throws Exception {
        calls.called(B);
        begin(A, 3);
        awaitState(2, 1);
        calls.stopRefused(A, Duration.ofHours(1));
        calls.stop(A);
        awaitState(1, 0);
        begin(A);
        awaitState(1, 1);
        clock.advance(RunningCalls.LONGEST_REFUSAL);
        calls.called(B);
        awaitState(2, 0);
    }

    @Test
    void callsOfATenantStartInTheirOrder() {
        begin(A, 8);
        awaitState(8, 0);
        List<Integer> order = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < 5; i++) {
            int number = i;
            begin(A).thenRun(() -> order.add(number));
            awaitState(8, i + 1);
        }
        for (int i = 0; i < 5; i++) {
            calls.stop(A);
            int started = i + 1;
            await().untilAsserted(() -> assertThat(order).hasSize(started));
        }
        assertThat(order).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aCallerThatLeavesMakesRoomForTheNext() {
        begin(A, 8);
        awaitState(8, 0);
        AtomicBoolean gone = new AtomicBoolean();
        CompletableFuture<Void> leaving =
                CompletableFuture.runAsync(() -> calls.start(A, gone::get), Thread::startVirtualThread);
        awaitState(8, 1);
        CompletableFuture<Void> next = begin(A);
        awaitState(8, 2);

        gone.set(true);

        assertThatThrownBy(() -> leaving.get(10, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(CancellationException.class);
        assertThat(next).isNotDone();
        calls.stop(A);
        assertThat(next).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void theLastCallThatWaitsRunsWhenNoneDoes() throws Exception {
        calls.called(B);
        calls.called(C);
        begin(A).get(10, TimeUnit.SECONDS);
        CompletableFuture<Void> last = begin(A);
        awaitState(1, 1);

        calls.stop(A);
        last.get(10, TimeUnit.SECONDS);

        assertThat(calls.running()).isEqualTo(1);
        calls.stop(A);
        assertThat(calls.running()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void nothingRunsOrWaitsWhenAllCallsAreOver(int seed) throws Exception {
        Random random = new Random(seed);
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            TenantId tenant = List.of(A, B, C).get(random.nextInt(3));
            boolean leaves = random.nextInt(8) == 0;
            boolean isRefused = random.nextInt(4) == 0;
            calls.called(tenant);
            all.add(CompletableFuture.runAsync(() -> run(tenant, leaves, isRefused), Thread::startVirtualThread));
        }
        await().until(() -> {
            clock.advance(RunningCalls.SHORTEST_REFUSAL);
            return all.stream().allMatch(CompletableFuture::isDone);
        });

        for (CompletableFuture<Void> call : all) {
            call.get();
        }
        awaitState(0, 0);
    }

    private void run(TenantId tenant, boolean leaves, boolean isRefused) {
        try {
            calls.start(tenant, () -> leaves);
        } catch (CancellationException e) {
            return;
        }
        Thread.yield();
        if (isRefused) {
            calls.stopRefused(tenant, Duration.ZERO);
        } else {
            calls.stop(tenant);
        }
    }

    @Test
    void whatDoesNotRunCannotStop() throws Exception {
        assertThatIllegalStateException().isThrownBy(() -> calls.stop(C));
        begin(C).get();
        calls.stop(C);
        assertThatIllegalStateException().isThrownBy(() -> calls.stop(C));
    }

    @Test
    void limitsFollowTheMachineAndLeaveAConnection() {
        assertThat(Limits.of(2, 10)).isEqualTo(new Limits(9, 4));
        assertThat(Limits.of(1, 100)).isEqualTo(new Limits(8, 2));
        assertThat(Limits.of(64, 32)).isEqualTo(new Limits(31, 32));
        assertThat(Limits.of(1, 1)).isEqualTo(new Limits(1, 1));
    }
}
