package org.fhevm.coprocessor.worker.observe;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The sign of life of an activity: whoever carries it on beats, and others can ask how long ago that was. Thread-safe. */
public final class Pulse {
    private final Clock clock;
    private final Duration longestSilence;
    private volatile Instant last;

    /** @param longestSilence after which something is wrong */
    public Pulse(Clock clock, Duration longestSilence) {
        this.clock = clock;
        this.longestSilence = longestSilence;
        this.last = clock.instant();
    }

    public void beat() {
        last = clock.instant();
    }

    /** How long there was no beat, if that is too long. */
    public Optional<String> silence() {
        Duration silence = Duration.between(last, clock.instant());
        return silence.compareTo(longestSilence) > 0
                ? Optional.of("nothing for " + silence.toSeconds() + " s")
                : Optional.empty();
    }
}
