package org.fhevm.coprocessor.benchmarks.load;

import java.util.Arrays;

/** Times of calls, in the order in which they ended; safe for use by many threads. */
final class Latencies {
    private long[] nanos = new long[1024];
    private int count;

    synchronized void add(long time) {
        if (count == nanos.length) {
            nanos = Arrays.copyOf(nanos, 2 * count);
        }
        nanos[count++] = time;
    }

    synchronized int count() {
        return count;
    }

    /** Milliseconds that this share of the calls stayed within; 0 if there were none. */
    synchronized double millis(double share) {
        long[] sorted = Arrays.copyOf(nanos, count);
        Arrays.sort(sorted);
        return count == 0 ? 0 : sorted[Math.min(count - 1, (int) (share * count))] / 1e6;
    }
}
