package org.fhevm.coprocessor.worker.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.RoundCount;

/**
 * The critical path from each computation of a set: its own rounds and those of the longest chain of consumers behind
 * it.
 */
public final class CriticalPath {
    private final Map<TenantHandle, Integer> lengths = new HashMap<>();

    /** @param computations producers before consumers */
    public CriticalPath(List<QueuedComputation> computations) {
        for (QueuedComputation computation : computations.reversed()) {
            // All consumers were visited before, and have left the length of their longest path here.
            int length = rounds(computation) + lengths.getOrDefault(computation.output(), 0);
            lengths.put(computation.output(), length);
            for (Handle input : computation.inputs()) {
                lengths.merge(computation.qualified(input), length, Math::max);
            }
        }
    }

    /**
     * Rounds of bootstraps from the beginning of this computation of the set to the end of the longest chain behind it.
     */
    public int length(QueuedComputation computation) {
        return lengths.getOrDefault(computation.output(), 0);
    }

    /**
     * The rounds of a computation, at least one, so that a longer chain has a longer path. A row states only the type
     * of its result; for a boolean result the operands are taken to have 64 bits, as those of most comparisons have.
     */
    public static int rounds(QueuedComputation computation) {
        FheType result = computation.resultType();
        boolean hasScalar = computation.computation().hasScalar();
        FheType operand = result.isBool() ? FheType.UINT64 : result;
        return Math.max(1, RoundCount.of(computation.operation(), operand, result, hasScalar));
    }
}
