package org.fhevm.coprocessor.common.retry;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Pauses that double from failure to failure, up to a bound, each shortened at random by up to half: those who failed
 * together do not come back together.
 */
public record Backoff(Duration first, Duration longest) {
    private static final int MOST_DOUBLINGS = 30;

    public Backoff {
        if (!first.isPositive() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException("pauses from " + first + " to " + longest + " make no sense");
        }
    }

    /** The pause after so many failures in a row, at least 1. */
    public Duration after(int failures) {
        long doubled = first.toMillis() << Math.min(MOST_DOUBLINGS, failures - 1);
        long bounded = Math.min(longest.toMillis(), doubled);
        return Duration.ofMillis(bounded - ThreadLocalRandom.current().nextLong(bounded / 2 + 1));
    }
}
