package org.fhevm.tfhe.executor;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * The threads of a pool end work that callers wait for: a {@link PendingRound} and a {@link PendingCall}.
 *
 * <p>What must hold: a caller returns once the work has ended, with its result or its failure, never with neither; and
 * it then sees what the thread did before it released the caller.
 */
public final class PendingWorkStress {
    private PendingWorkStress() {}

    private static String failureOf(Runnable wait) {
        try {
            wait.run();
            return "none";
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    /** Two threads end the jobs of a round, one of which fails; one of them is the caller itself, which then waits. */
    @JCStressTest
    @Outcome(id = "failed", expect = Expect.ACCEPTABLE, desc = "The caller gets the failure.")
    @State
    public static class FailedRound {
        private final PendingRound round = new PendingRound(2);

        @Actor
        public void thread() {
            round.fail(new IllegalStateException("failed"));
            round.endJob();
        }

        @Actor
        public void caller(L_Result result) {
            round.endJob();
            result.r1 = failureOf(round::await);
        }
    }

    /** A thread computes while the caller waits. */
    @JCStressTest
    @Outcome(id = "computed, released", expect = Expect.ACCEPTABLE, desc = "The caller gets the result.")
    @State
    public static class ComputedCall {
        private final PendingCall<String> call = new PendingCall<>(() -> "computed", 0);
        private boolean released;

        @Actor
        public void thread() {
            call.compute(() -> released = true);
        }

        @Actor
        public void caller(LL_Result result) {
            result.r1 = call.await();
            result.r2 = released ? "released" : "not released";
        }
    }

    /** The caller is interrupted: it leaves, whether or not the thread still computes. */
    @JCStressTest
    @Outcome(
            id = "interrupted while waiting for a computation, true",
            expect = Expect.ACCEPTABLE,
            desc = "The caller has left, and its thread is still interrupted.")
    @State
    public static class InterruptedCall {
        private final PendingCall<String> call = new PendingCall<>(() -> "computed", 0);

        @Actor
        public void thread() {
            call.compute(() -> {});
        }

        @Actor
        public void caller(LL_Result result) {
            Thread.currentThread().interrupt();
            result.r1 = failureOf(call::await);
            result.r2 = Thread.interrupted();
        }
    }
}
