package org.fhevm.coprocessor.worker.claim;

import java.util.List;
import org.fhevm.coprocessor.common.id.TenantHandle;

/**
 * What one look at the queue gave.
 *
 * @param computations to be computed by this worker, producers before consumers
 * @param failed computations found to be impossible, and marked so
 * @param awaited for each computation that was found to wait, the input that it waits for
 */
public record Claim(
        List<ClaimedComputation> computations, List<FailureMarks.Failure> failed, List<TenantHandle> awaited) {
    public Claim {
        computations = List.copyOf(computations);
        failed = List.copyOf(failed);
        awaited = List.copyOf(awaited);
    }

    /** Whether the queue has changed, so that looking again at once is worth it. */
    public boolean madeProgress() {
        return !computations.isEmpty() || !failed.isEmpty() || !awaited.isEmpty();
    }
}
