package org.fhevm.coprocessor.worker.background;

import java.time.Duration;
import java.util.Optional;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/** The sign of life of an activity: whoever carries it on beats, and others can ask how long ago that was. Thread-safe. */
public final class Watchdog {
    private final MonotonicClock clock;
    private final Duration longestSilence;
    private volatile Duration last;

    /** @param longestSilence after which something is wrong */
    public Watchdog(MonotonicClock clock, Duration longestSilence) {
        this.clock = clock;
        this.longestSilence = longestSilence;
        this.last = clock.now();
    }

    public void beat() {
        last = clock.now();
    }

    /** How long there was no beat, if that is too long. */
    public Optional<String> silence() {
        Duration silence = clock.now().minus(last);
        return silence.compareTo(longestSilence) > 0
                ? Optional.of("nothing for " + silence.toSeconds() + " s")
                : Optional.empty();
    }
}
