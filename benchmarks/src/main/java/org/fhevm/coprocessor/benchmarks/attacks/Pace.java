package org.fhevm.coprocessor.benchmarks.attacks;

import java.util.concurrent.TimeUnit;

/** Keeps a loop to a number of turns per second. Belongs to one thread. */
final class Pace {
    private static final double NANOS_PER_SECOND = 1e9;

    private final long stepNanos;
    private long next = System.nanoTime();

    Pace(double perSecond) {
        this.stepNanos = Math.round(NANOS_PER_SECOND / perSecond);
    }

    /** Waits for the next turn. A turn that was missed is not made up for. */
    void await() throws InterruptedException {
        long now = System.nanoTime();
        next = Math.max(next + stepNanos, now - stepNanos);
        if (next > now) {
            TimeUnit.NANOSECONDS.sleep(next - now);
        }
    }
}
