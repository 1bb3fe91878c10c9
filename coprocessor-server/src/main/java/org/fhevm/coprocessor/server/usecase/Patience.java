package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;

/** How long a call may wait for its turn in all: a bound that all its waits share. */
public final class Patience {

    private final long began = System.nanoTime();
    private final long nanos;

    private Patience(Duration longest) {
        this.nanos = longest.toNanos();
    }

    /** Does not wait. */
    static Patience none() {
        return new Patience(Duration.ZERO);
    }

    /** Waits as long as this, but not beyond the caller's own deadline. */
    static Patience of(Caller caller, Duration longest) {
        return new Patience(caller.presence()
                .timeLeft()
                .filter(left -> left.compareTo(longest) < 0)
                .orElse(longest));
    }

    /** What is left, at least 0. */
    long nanosLeft() {
        return Math.max(0, nanos - (System.nanoTime() - began));
    }

    Duration left() {
        return Duration.ofNanos(nanosLeft());
    }
}
