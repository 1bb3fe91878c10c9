package org.fhevm.coprocessor.common.time;

import java.time.Duration;

/**
 * Time for measuring how long something takes. Unlike a machine's clock, which people and programs set, it goes forward and
 * never jumps; where it began says nothing.
 */
@FunctionalInterface
public interface MonotonicClock {

    /** How long it has been going. */
    Duration now();

    static MonotonicClock system() {
        long began = System.nanoTime();
        return () -> Duration.ofNanos(System.nanoTime() - began);
    }
}
