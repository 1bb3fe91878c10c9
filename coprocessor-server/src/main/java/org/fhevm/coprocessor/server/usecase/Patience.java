package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;

/** The longest time that a call may wait, over all its waits. */
public final class Patience {
    private final long began = System.nanoTime();
    private final long nanos;

    private Patience(Duration longest) {
        this.nanos = longest.toNanos();
    }

    /** No patience: the call never waits. */
    static Patience none() {
        return new Patience(Duration.ZERO);
    }

    /** Patience of this length, but not beyond the caller's own deadline. */
    static Patience of(Caller caller, Duration longest) {
        return new Patience(caller.presence()
                .timeLeft()
                .filter(left -> left.compareTo(longest) < 0)
                .orElse(longest));
    }

    /** The rest of the time, at least 0. */
    long nanosLeft() {
        return Math.max(0, nanos - (System.nanoTime() - began));
    }

    Duration left() {
        return Duration.ofNanos(nanosLeft());
    }
}
