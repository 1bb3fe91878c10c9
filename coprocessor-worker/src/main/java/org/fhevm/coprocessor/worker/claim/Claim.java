package org.fhevm.coprocessor.worker.claim;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.queue.FailureMarks;

/**
 * The result of one claim.
 *
 * @param computations to be computed by this worker, producers before consumers
 * @param takenOver of those computations, how many were leased to workers that fell silent, by the workers' names
 * @param failed computations that were found to be impossible, and marked as failed
 * @param stored computations whose results were stored already, by an upload or otherwise, and that were marked as
 *     completed
 * @param awaited for each computation that was found to be blocked, the input that it waits for
 * @param missing all inputs that those computations lack
 * @param busy tenants that had claimable computations, each with its part as {@link TenantRoom} defines it
 * @param withoutRoom those of them of which this worker had as many in flight as it may
 * @param lacksMemory whether a computation was left in the queue because it needs more memory than is free
 */
public record Claim(
        List<ClaimedComputation> computations,
        Map<String, Integer> takenOver,
        List<FailureMarks.Failure> failed,
        List<TenantHandle> stored,
        List<TenantHandle> awaited,
        Set<TenantHandle> missing,
        Map<TenantId, Double> busy,
        Map<TenantId, Double> withoutRoom,
        boolean lacksMemory) {
    public Claim {
        computations = List.copyOf(computations);
        takenOver = Map.copyOf(takenOver);
        failed = List.copyOf(failed);
        stored = List.copyOf(stored);
        awaited = List.copyOf(awaited);
        missing = Set.copyOf(missing);
        busy = Map.copyOf(busy);
        withoutRoom = Map.copyOf(withoutRoom);
    }

    /** Whether the claim changed the queue, so that claiming again at once is worthwhile. */
    public boolean madeProgress() {
        return !computations.isEmpty() || !failed.isEmpty() || !stored.isEmpty() || !awaited.isEmpty();
    }
}
