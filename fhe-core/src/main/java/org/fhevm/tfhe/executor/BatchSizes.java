package org.fhevm.tfhe.executor;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Limits of a batch that a pool may choose from. Larger batches read the keys less often, but their accumulators must
 * fit into the second-level cache of a core. A pool with several candidates measures them during its first full
 * batches.
 *
 * @param candidates at least one, all positive, ascending
 */
public record BatchSizes(List<Integer> candidates) {
    /** The limit of pools that do not choose. */
    public static final BatchSizes USUAL = new BatchSizes(List.of(FhePool.USUAL_BATCH));

    private static final int LEAST = 4;
    private static final int GREATEST = 32;

    /** One accumulator at the parameters of fhevm 0.6: two polynomials of 2048 words of 8 bytes. */
    private static final long ACCUMULATOR_BYTES = 2 * 2048 * Long.BYTES;

    public BatchSizes {
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty() || candidates.getFirst() < 1 || !isAscending(candidates)) {
            throw new IllegalArgumentException("batch sizes must be positive and ascending, got " + candidates);
        }
    }

    /** Candidates for this machine. */
    public static BatchSizes ofThisMachine() {
        return forCache(SecondLevelCache.bytes());
    }

    /**
     * Candidates for a second-level cache: the largest power of two whose accumulators fill at most half of it, its
     * half and its double.
     *
     * @param bytes of the cache for each core, if known; all candidates come into question otherwise
     */
    static BatchSizes forCache(OptionalLong bytes) {
        if (bytes.isEmpty()) {
            return new BatchSizes(powers(LEAST, GREATEST));
        }
        long fitting = Math.clamp(bytes.getAsLong() / 2 / ACCUMULATOR_BYTES, LEAST, GREATEST);
        int middle = Math.toIntExact(Long.highestOneBit(fitting));
        return new BatchSizes(powers(Math.max(LEAST, middle / 2), Math.min(GREATEST, 2 * middle)));
    }

    /** The largest candidate. */
    int largest() {
        return candidates.getLast();
    }

    private static boolean isAscending(List<Integer> sizes) {
        return IntStream.range(1, sizes.size()).allMatch(i -> sizes.get(i - 1) < sizes.get(i));
    }

    private static List<Integer> powers(int first, int last) {
        return IntStream.iterate(first, size -> size <= last, size -> 2 * size)
                .boxed()
                .toList();
    }
}
