package org.fhevm.coprocessor.common.metrics;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * The upper bounds of the buckets of latency histograms. There are few, because every bucket is a line in each scrape
 * for each combination of labels; they lie where an operator asks questions.
 */
public enum Buckets {
    /** Calls: answers from memory, from the database, with proofs and encryptions, and those that wait. */
    CALLS(5, 25, 100, 250, 500, 1000, 2500, 10_000, 30_000),
    /** Claims: one short transaction. */
    CLAIMS(2, 5, 10, 25, 50, 100, 250, 1000, 5000),
    /** Computations: from a bit operation on idle cores to a wide division on busy ones. */
    COMPUTATIONS(50, 100, 250, 500, 1000, 2500, 10_000, 60_000);

    private final long[] milliseconds;

    Buckets(long... milliseconds) {
        this.milliseconds = milliseconds;
    }

    /** The bounds in ascending order, as Micrometer's {@code serviceLevelObjectives} takes them. */
    public Duration[] bounds() {
        return LongStream.of(milliseconds).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    }
}
