package org.fhevm.tfhe.executor;

import java.util.Arrays;
import java.util.List;

/**
 * Chooses the limit of a pool's batches. Until each candidate has been measured {@link #TRIALS} times, the candidates
 * take turns; then the smallest one is chosen whose fastest bootstrap is within {@link #MARGIN} of the fastest of all.
 * Turns and minima keep the noise of a shared machine out.
 *
 * <p>Mutable and not thread-safe: the lock of the pool guards it.
 */
final class BatchCalibration {
    static final int TRIALS = 6;
    /** A larger batch must be worth this much, since smaller ones finish sooner. */
    static final double MARGIN = 0.02;

    private final List<Integer> candidates;
    /** The least time of a bootstrap in batches of each candidate. */
    private final double[] fastest;

    private int measured;
    private int limit;

    BatchCalibration(BatchSizes sizes) {
        candidates = sizes.candidates();
        fastest = new double[candidates.size()];
        Arrays.fill(fastest, Double.POSITIVE_INFINITY);
        limit = candidates.getFirst();
    }

    /** Bootstraps that the next batch takes at most. */
    int limit() {
        return limit;
    }

    boolean isDone() {
        return candidates.size() == 1 || measured == TRIALS * candidates.size();
    }

    /**
     * Takes note of a batch, if its size is the one being measured.
     *
     * @param size bootstraps of the batch, all alike; other numbers than {@link #limit} are ignored
     * @param nanos that it took
     */
    void measured(int size, long nanos) {
        if (isDone() || size != limit) {
            return;
        }
        int index = measured % candidates.size();
        fastest[index] = Math.min(fastest[index], (double) nanos / size);
        measured++;
        limit = isDone() ? best() : candidates.get(measured % candidates.size());
    }

    private int best() {
        double least = Arrays.stream(fastest).min().orElseThrow();
        int index = 0;
        while (fastest[index] > least * (1 + MARGIN)) {
            index++;
        }
        return candidates.get(index);
    }
}
