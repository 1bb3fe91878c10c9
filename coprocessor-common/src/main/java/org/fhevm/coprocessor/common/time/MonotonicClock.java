package org.fhevm.coprocessor.common.time;

import java.time.Duration;

/**
 * A clock for measuring durations. Unlike a machine's clock, which people and programs set, it goes forward and never
 * jumps. Its origin has no meaning.
 */
@FunctionalInterface
public interface MonotonicClock {
    /** The time since the clock's origin. */
    Duration now();

    static MonotonicClock system() {
        long began = System.nanoTime();
        return () -> Duration.ofNanos(System.nanoTime() - began);
    }
}
