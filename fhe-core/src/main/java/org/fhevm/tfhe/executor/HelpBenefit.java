package org.fhevm.tfhe.executor;

import java.util.Arrays;

/**
 * Decides whether a thread with a single bootstrap asks for help, by the times that such bootstraps took with and
 * without it.
 *
 * <p>Two threads are a tenth faster than one where each has a processor of its own. They are slower where they share
 * one, or where other work takes a processor away again and again. The medians of the last times decide, so that a
 * single interruption does not. Every {@link #PROBE_INTERVAL}th bootstrap goes the other way and keeps its times
 * current.
 *
 * <p>Mutable and not thread-safe: the lock of the pool guards it.
 */
final class HelpBenefit {
    static final int PROBE_INTERVAL = 16;

    /** Times of which the median counts. */
    static final int TIMES = 5;

    private final RecentTimes helped = new RecentTimes();
    private final RecentTimes alone = new RecentTimes();
    private int decisions;

    /** Whether the next single bootstrap asks for help; without times of both kinds, all but the probes do. */
    boolean asks() {
        boolean pays = helped.median() <= alone.median();
        return ++decisions % PROBE_INTERVAL == 0 ? !pays : pays;
    }

    /** Records the time of a single bootstrap for which an idle thread was there. */
    void measured(boolean asked, long nanos) {
        (asked ? helped : alone).add(nanos);
    }

    private static final class RecentTimes {
        private final long[] times = new long[TIMES];
        private final long[] sorted = new long[TIMES];
        private int next;

        private RecentTimes() {
            Arrays.fill(times, Long.MAX_VALUE);
            Arrays.fill(sorted, Long.MAX_VALUE);
        }

        /** The median; with fewer than three times the largest number, so that the other way is not yet preferred. */
        long median() {
            return sorted[TIMES / 2];
        }

        void add(long nanos) {
            times[next] = nanos;
            next = (next + 1) % TIMES;
            System.arraycopy(times, 0, sorted, 0, TIMES);
            Arrays.sort(sorted);
        }
    }
}
