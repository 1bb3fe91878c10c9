package org.fhevm.coprocessor.common.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses that double from failure to failure, up to a bound. Each is shortened at random by up to half, so that callers
 * that failed together do not retry together.
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (!first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses must be positive and grow, got " + first + " to " + longest);
        }
    }

    /** The pause after this number of failures in a row, at least 1. */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(MOST_DOUBLINGS, failures - 1);
        long bounded = Math.min(longest.toMillis(), doubled);
        return Duration.ofMillis(bounded - ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }
}
