package org.fhevm.coprocessor.worker.claim;

import java.util.List;

/**
 * What one look at the queue gave.
 *
 * @param computations to be computed by this worker, producers before consumers
 * @param failed computations found to be impossible, and marked so
 * @param deferred how many were found to wait for something
 */
public record Claim(List<ClaimedComputation> computations, List<FailureMarks.Failure> failed, int deferred) {
    public Claim {
        computations = List.copyOf(computations);
        failed = List.copyOf(failed);
    }

    /** Whether the queue has changed, so that looking again at once is worth it. */
    public boolean madeProgress() {
        return !computations.isEmpty() || !failed.isEmpty() || deferred > 0;
    }
}
