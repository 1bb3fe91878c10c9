package org.fhevm.coprocessor.worker.trace;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.complete.Outcome;
import org.fhevm.coprocessor.worker.queue.Lease;

/** Is told what happens to claimed computations. Thread-safe; no method fails. */
public interface ComputationTraces extends AutoCloseable {
    /** Makes no spans, and allocates nothing. */
    ComputationTraces OFF = new NoTraces();

    /**
     * These computations have just been claimed; called before any of them begins.
     *
     * @param took the time of the claim
     */
    void claimed(List<ClaimedComputation> computations, Duration took);

    /** A stage of a computation begins in this thread. */
    Step begin(Lease lease, Stage stage);

    /** A computation has its outcome, which is about to be written. */
    void ended(Outcome outcome);

    /** @param written whether the outcome is in the database */
    void acknowledged(Lease lease, boolean written);

    /** Ends the spans of computations that are abandoned. */
    @Override
    void close();

    /** A stage in progress. Unless it is told that it succeeded, it has failed when it closes. */
    interface Step extends AutoCloseable {
        Step NONE = new NoStep();

        void succeeded();

        /** As {@link #succeeded()}, after that many bootstraps. */
        void succeeded(long bootstraps);

        @Override
        void close();
    }
}
