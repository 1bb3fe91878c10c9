package org.fhevm.coprocessor.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints each step and its duration. */
final class PhaseLog {
    private static final double NANOS_PER_MILLI = 1e6;

    private final PrintWriter out;
    private final long begin = System.nanoTime();
    private long phaseBegin = begin;

    PhaseLog(PrintWriter out) {
        this.out = out;
    }

    PrintWriter out() {
        return out;
    }

    /** Ends a step that began when the one before it ended. */
    void done(String phase, String outcome) {
        long now = System.nanoTime();
        print(phase, outcome, now - phaseBegin);
        phaseBegin = now;
    }

    /** The time since the first step began. */
    void total() {
        print("total", "", System.nanoTime() - begin);
    }

    private void print(String phase, String outcome, long nanos) {
        out.printf(Locale.ROOT, "  %-22s %-52s %,9.1f ms%n", phase, outcome, nanos / NANOS_PER_MILLI);
        out.flush();
    }
}
