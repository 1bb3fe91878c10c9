package org.fhevm.coprocessor.common.logging;

import java.time.Duration;
import java.util.Optional;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * Chooses the log lines about an activity that fails again and again while another system is away: the first failure,
 * then one line after 10 seconds, 20 seconds, 40 seconds and so on, at most 10 minutes apart, with the number of
 * failures so far, and the end. An activity that fails and succeeds alternately counts as one outage; after a minute
 * without a failure, the next one begins another outage. Thread-safe.
 */
public final class OutageLog {
    static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    /** Longest time without a failure within an outage. */
    static final Duration RECOVERY = Duration.ofMinutes(1);

    private final MonotonicClock clock;
    private Duration began = Duration.ZERO;
    private Duration failedLast = Duration.ZERO;
    private Duration nextLine = Duration.ZERO;
    private Duration pause = FIRST_PAUSE;
    private long failures;
    private boolean isFailing;
    /** Whether the log says that the activity fails, and not yet that it succeeds again. */
    private boolean endIsNews;

    public OutageLog(MonotonicClock clock) {
        this.clock = clock;
    }

    /**
     * Counts a failure.
     *
     * @param text says what failed and why
     * @return the line to be logged, if this failure deserves one
     */
    public synchronized Optional<String> failed(String text) {
        Duration now = clock.now();
        if (isNewOutage(now)) {
            began = now;
            nextLine = now;
            pause = FIRST_PAUSE;
            failures = 0;
        }
        isFailing = true;
        failedLast = now;
        failures++;
        if (now.compareTo(nextLine) < 0) {
            return Optional.empty();
        }
        nextLine = now.plus(pause);
        pause = shorter(pause.multipliedBy(2), LONGEST_PAUSE);
        endIsNews = true;
        return Optional.of(failures == 1 ? text : text + " (" + soFar(now) + ")");
    }

    /**
     * The activity succeeded. Costs little if it did not fail before.
     *
     * @param text says so
     * @return the line to be logged, if this is news
     */
    public synchronized Optional<String> succeeded(String text) {
        isFailing = false;
        if (!endIsNews) {
            return Optional.empty();
        }
        endIsNews = false;
        return Optional.of(failures == 1 ? text : text + " (" + soFar(clock.now()) + ")");
    }

    private boolean isNewOutage(Duration now) {
        Duration longest = isFailing ? RECOVERY : shorter(pause, RECOVERY);
        return failures == 0 || now.minus(failedLast).compareTo(longest) >= 0;
    }

    private String soFar(Duration now) {
        return "failed " + failures + " times in " + now.minus(began).toSeconds() + " s";
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }
}
