package org.fhevm.coprocessor.worker.plan;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;

/**
 * How much work, one thing after the other, still hangs on each computation of a set: its own and that of the longest
 * chain of consumers behind it. Beginning with the longest keeps all threads busy to the end.
 */
public final class CriticalPath {
    private final Map<TenantHandle, Integer> lengths = new HashMap<>();

    /** @param computations producers before consumers */
    public CriticalPath(List<Computation> computations) {
        for (Computation computation : computations.reversed()) {
            // All consumers have been seen, and have left here what hangs on this computation.
            int length = rounds(computation) + lengths.getOrDefault(computation.output(), 0);
            lengths.put(computation.output(), length);
            for (Handle input : computation.inputs()) {
                lengths.merge(computation.scoped(input), length, Math::max);
            }
        }
    }

    /** Rounds of bootstraps from the beginning of this computation to the end of the longest chain behind it. */
    public int length(Computation computation) {
        return lengths.getOrDefault(computation.output(), 0);
    }

    /**
     * An estimate of an operation's depth, which is all that is needed to compare chains: carries and comparisons travel
     * through the blocks in a tree.
     */
    private static int rounds(Computation computation) {
        int blocks = computation.resultType().blocks();
        return 1 + Integer.SIZE - Integer.numberOfLeadingZeros(blocks);
    }
}
