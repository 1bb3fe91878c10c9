package org.fhevm.coprocessor.server.grpc;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.server.usecase.RunningCalls;
import org.fhevm.coprocessor.server.usecase.TenantActivity;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.J_Result;

/**
 * A call ends while another thread still takes something for it. What must hold: the call releases all that it took,
 * and releases nothing twice, so that the budgets are empty afterwards.
 */
public final class AdmittedCallStress {
    private static final TenantId TENANT = new TenantId(1);
    private static final RunningCalls RUNNING =
            new RunningCalls(new RunningCalls.Limits(8, 8), new TenantActivity(MonotonicClock.system()));

    private static final RateLimiter UNLIMITED =
            new RateLimiter(RateLimits.NONE, MonotonicClock.system(), new SimpleMeterRegistry());

    private AdmittedCallStress() {}

    /** An admitted call and its budgets. */
    private static final class Admitted {
        private final TenantBudget places = new TenantBudget(2);
        private final TenantBudget requestBytes = new TenantBudget(1000);
        private final TenantBudget answerBytes = new TenantBudget(1000);
        private final AdmittedCall call = new AdmittedCall(
                new AdmittedCall.KnownCaller(Grant.ofColumnKey(TENANT), Right.READ),
                new AdmittedCall.Budgets(places, requestBytes, answerBytes, Duration.ofSeconds(10), RUNNING, UNLIMITED),
                () -> {});

        private Admitted() {
            places.tryAcquire(TENANT, 1);
        }

        private long used() {
            return places.used() + requestBytes.used() + answerBytes.used();
        }
    }

    /** Bytes of the request arrive on a thread of the transport. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Everything is released.")
    @State
    public static class ReceivesWhileItEnds {
        private final Admitted admitted = new Admitted();

        @Actor
        public void transport() {
            admitted.call.received(10);
            admitted.call.received(20);
        }

        @Actor
        public void end() {
            admitted.call.end();
        }

        @Arbiter
        public void used(J_Result result) {
            result.r1 = admitted.used();
        }
    }

    /** The answer is reserved on the thread of the call while the transport gives up the stream. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Everything is released.")
    @State
    public static class AnswersWhileItEnds {
        private final Admitted admitted = new Admitted();

        @Actor
        public void answer() {
            admitted.call.reserveAnswer(10);
        }

        @Actor
        public void end() {
            admitted.call.end();
        }

        @Arbiter
        public void used(J_Result result) {
            result.r1 = admitted.used();
        }
    }

    /** The call leaves its place to wait, and returns. */
    @JCStressTest
    @Outcome(id = "0", expect = Expect.ACCEPTABLE, desc = "Everything is released.")
    @State
    public static class ReturnsWhileItEnds {
        private final Admitted admitted = new Admitted();

        @Actor
        public void absence() {
            admitted.call.leave().close();
        }

        @Actor
        public void end() {
            admitted.call.end();
        }

        @Arbiter
        public void used(J_Result result) {
            result.r1 = admitted.used();
        }
    }
}
