package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Context;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.testing.SettableClock;
import org.fhevm.coprocessor.server.usecase.CallPlace;
import org.fhevm.coprocessor.server.usecase.RunningCalls;
import org.fhevm.coprocessor.server.usecase.TenantActivity;
import org.junit.jupiter.api.Test;

/** A call that waits releases its place, and takes one again before it goes on. */
class AdmittedCallTest {

    private static final TenantId TENANT = new TenantId(1);

    private final TenantBudget places = new TenantBudget(2);
    private final RunningCalls running =
            new RunningCalls(new RunningCalls.Limits(1, 1), new TenantActivity(new SettableClock()));

    private AdmittedCall admitted(Duration patience) {
        assertThat(places.tryAcquire(TENANT, 1)).isTrue();
        return new AdmittedCall(
                new AdmittedCall.KnownCaller(Grant.ofColumnKey(TENANT), Right.READ),
                new AdmittedCall.Budgets(
                        places,
                        new TenantBudget(1),
                        new TenantBudget(1),
                        patience,
                        running,
                        new RateLimiter(RateLimits.NONE, new SettableClock(), new SimpleMeterRegistry())),
                () -> {});
    }

    @Test
    void aCallRunsExceptWhileItIsPausedOrAway() {
        AdmittedCall call = admitted(Duration.ofSeconds(10));
        call.run(() -> {
            assertThat(running.running()).isEqualTo(1);
            CallPlace.Absence paused = call.pause();
            assertThat(running.running()).isZero();
            assertThat(places.used()).isEqualTo(1);
            try (CallPlace.Absence within = call.leave()) {
                assertThat(places.used()).isZero();
            }
            assertThat(running.running()).as("it was paused before it left").isZero();
            paused.close();
            assertThat(running.running()).isEqualTo(1);
            try (CallPlace.Absence away = call.leave()) {
                assertThat(running.running()).isZero();
            }
            assertThat(running.running()).isEqualTo(1);
        });
        assertThat(running.running()).isZero();
        call.end();
    }

    @Test
    void aCallWhoseCallerHasLeftGoesOnWithoutATurn() {
        AdmittedCall call = admitted(Duration.ofSeconds(10));
        Context.CancellableContext context = Context.current().withCancellation();
        context.run(() -> call.run(() -> {
            CallPlace.Absence paused = call.pause();
            running.start(TENANT, () -> false);
            context.cancel(null);
            paused.close();
            assertThat(running.running()).as("the turn of the other call").isEqualTo(1);
        }));
        assertThat(running.running()).as("the turn of the other call").isEqualTo(1);
        call.end();
    }

    @Test
    void aWaitingCallHoldsNoPlace() {
        AdmittedCall call = admitted(Duration.ofSeconds(10));
        CallPlace.Absence absence = call.leave();
        assertThat(places.used()).isZero();
        absence.close();
        assertThat(places.used()).isEqualTo(1);
        call.end();
        assertThat(places.used()).isZero();
    }

    @Test
    void aCallThatEndsWhileItIsAwayGivesBackNothingTwice() {
        AdmittedCall call = admitted(Duration.ofSeconds(10));
        CallPlace.Absence absence = call.leave();
        call.end();
        assertThat(places.used()).isZero();
        absence.close();
        assertThat(places.used()).isZero();
    }

    @Test
    void aCallThatFindsNoPlaceAgainIsRefused() {
        AdmittedCall call = admitted(Duration.ofMillis(50));
        CallPlace.Absence absence = call.leave();
        assertThat(places.tryAcquire(TENANT, 1)).isTrue();
        assertThatThrownBy(absence::close)
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.TooManyCalls(2)));
        call.end();
        assertThat(places.used()).as("the place of the other call").isEqualTo(1);
    }

    @Test
    void aCallerThatHasLeftWaitsForNoPlace() throws Exception {
        AdmittedCall call = admitted(Duration.ofHours(1));
        CallPlace.Absence absence = call.leave();
        assertThat(places.tryAcquire(TENANT, 1)).isTrue();
        Context.CancellableContext context = Context.current().withCancellation();
        CompletableFuture<Void> returned =
                CompletableFuture.runAsync(context.wrap(absence::close), Thread::startVirtualThread);
        context.cancel(null);
        returned.get(10, TimeUnit.SECONDS);
        call.end();
        assertThat(places.used()).as("the place of the other call").isEqualTo(1);
    }
}
