package org.fhevm.coprocessor.cli.status;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.function.Supplier;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer.Answer;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/** Pages that were made within the last second, so that many viewers cost as much as one. Not thread-safe. */
final class RecentAnswers {
    static final Duration MAXIMUM_AGE = Duration.ofSeconds(1);

    /** Pages of handles that are kept; each has some kilobytes. */
    static final int CAPACITY = 32;

    private final MonotonicClock clock;
    private final LinkedHashMap<String, Made> made = new LinkedHashMap<>();

    RecentAnswers(MonotonicClock clock) {
        this.clock = clock;
    }

    /** The recent answer of this name, or a new one. */
    Answer get(String name, Supplier<Answer> maker) {
        Made recent = made.remove(name);
        if (recent == null || clock.now().minus(recent.at()).compareTo(MAXIMUM_AGE) >= 0) {
            Answer answer = maker.get();
            // The age counts from the end, so that a slow database is not asked without a pause.
            recent = new Made(clock.now(), answer);
        }
        made.put(name, recent);
        if (made.size() > CAPACITY) {
            made.pollFirstEntry();
        }
        return recent.answer();
    }

    int size() {
        return made.size();
    }

    private record Made(Duration at, Answer answer) {}
}
