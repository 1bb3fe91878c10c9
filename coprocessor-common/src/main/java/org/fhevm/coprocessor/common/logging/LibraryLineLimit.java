package org.fhevm.coprocessor.common.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;

/**
 * Limits the log lines of libraries. Callers can cause many of them (broken frames, refused connections, failed
 * allocations), each with a stack trace. Each logger of a library may write a number of lines in a period; the first
 * line of a later period follows a line with the number of lines left out. Our own loggers limit themselves, kind by
 * kind.
 */
final class LibraryLineLimit extends TurboFilter {
    static final int LINES_PER_PERIOD = 10;
    static final Duration PERIOD = Duration.ofSeconds(10);

    private final List<String> unlimited;
    private final MonotonicClock clock;
    private final Map<String, Budget> budgets = new ConcurrentHashMap<>();

    /**
     * Makes a limit.
     *
     * @param unlimited names of loggers without a limit, including all loggers below them
     */
    LibraryLineLimit(List<String> unlimited, MonotonicClock clock) {
        this.unlimited = List.copyOf(unlimited);
        this.clock = clock;
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            Object @Nullable [] parameters,
            @Nullable Throwable thrown) {
        // A call without a text only asks whether a line would be written.
        if (format == null && thrown == null
                || !level.isGreaterOrEqual(logger.getEffectiveLevel())
                || isUnlimited(logger.getName())) {
            return FilterReply.NEUTRAL;
        }
        Budget budget = budgets.computeIfAbsent(logger.getName(), name -> new Budget());
        int leftOut = budget.take(clock.now());
        if (leftOut == Budget.NONE) {
            return FilterReply.DENY;
        }
        if (leftOut > 0) {
            logger.warn("{} more lines of this logger were left out", leftOut);
        }
        return FilterReply.NEUTRAL;
    }

    private boolean isUnlimited(String logger) {
        return unlimited.stream().anyMatch(name -> logger.equals(name) || logger.startsWith(name + "."));
    }

    /** Lines of one logger in the current period. */
    private static final class Budget {
        static final int NONE = -1;

        private Duration began = Duration.ZERO;
        private int asked;

        /** Lines that were left out before this one, or {@link #NONE} if this one is left out as well. */
        synchronized int take(Duration now) {
            int leftOut = 0;
            if (asked == 0 || now.minus(began).compareTo(PERIOD) >= 0) {
                leftOut = Math.max(0, asked - LINES_PER_PERIOD);
                began = now;
                asked = 0;
            }
            asked++;
            return asked <= LINES_PER_PERIOD ? leftOut : NONE;
        }
    }
}
