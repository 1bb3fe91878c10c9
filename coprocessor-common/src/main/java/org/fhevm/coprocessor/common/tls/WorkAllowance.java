package org.fhevm.coprocessor.common.tls;

import java.util.concurrent.TimeUnit;

/**
 * The time that a thread may work: a quarter of the time that passes, of which it can save up half a second. The thread
 * rests after work that exceeds its allowance. Times are in nanoseconds of one clock.
 */
final class WorkAllowance {
    static final long MOST_SAVED = TimeUnit.MILLISECONDS.toNanos(500);
    static final int PART = 4;

    private long saved = MOST_SAVED;
    private long reckonedAt;

    WorkAllowance(long now) {
        reckonedAt = now;
    }

    /** How long to rest after work between two times. */
    long restAfter(long start, long end) {
        saved = Math.min(MOST_SAVED, saved + (end - reckonedAt) / PART) - (end - start);
        reckonedAt = end;
        return saved >= 0 ? 0 : -saved * PART;
    }
}
