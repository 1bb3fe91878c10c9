package org.fhevm.coprocessor.worker.background;

import java.time.Duration;
import java.util.Optional;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * Watches an activity: the activity reports each sign of life, and other threads ask how long ago the last one was.
 * Thread-safe.
 */
public final class Watchdog {
    private final MonotonicClock clock;
    private final Duration longestSilence;
    private volatile Duration last;

    /** @param longestSilence time without a sign of life after which the activity is unhealthy */
    public Watchdog(MonotonicClock clock, Duration longestSilence) {
        this.clock = clock;
        this.longestSilence = longestSilence;
        this.last = clock.now();
    }

    public void beat() {
        last = clock.now();
    }

    /** How long the activity has been silent, if that is too long. */
    public Optional<String> silence() {
        Duration silence = clock.now().minus(last);
        return silence.compareTo(longestSilence) > 0
                ? Optional.of("nothing for " + silence.toSeconds() + " s")
                : Optional.empty();
    }
}
