package org.fhevm.coprocessor.cli.terminal;

import java.io.Console;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.fhevm.tfhe.zk.PublicParameters.Progress;

/**
 * Shows the progress of a long task: on a terminal as one line that is redrawn, elsewhere as one line for each finished
 * step. Thread-safe.
 */
public final class ProgressDisplay implements AutoCloseable {
    private static final int BAR_WIDTH = 40;
    private static final double FINISHED = 1 - 1e-9;

    private final PrintWriter out;
    private final String title;
    private final Map<String, Double> weights;
    private final boolean redraw;
    private final Map<String, Double> shares = new HashMap<>();
    private final long start = System.nanoTime();
    private int drawnPercent = -1;

    ProgressDisplay(PrintWriter out, String title, Map<String, Double> weights, boolean redraw) {
        this.out = out;
        this.title = title;
        this.weights = Map.copyOf(weights);
        this.redraw = redraw;
    }

    /** @param weights the steps, and how long each takes relative to the others */
    public static ProgressDisplay on(PrintWriter out, String title, Map<String, Double> weights) {
        Console console = System.console();
        return new ProgressDisplay(out, title, weights, console != null && console.isTerminal());
    }

    /** Adds a finished part of a step; the parts of a step add up to one. */
    public synchronized void advanced(String step, double share) {
        double before = shares.getOrDefault(step, 0.0);
        double now = shares.merge(step, share, Double::sum);
        if (redraw) {
            redraw(step);
        } else if (before < FINISHED && now >= FINISHED) {
            out.printf(Locale.ROOT, "%s: %s done (%d%%, %.1f s)%n", title, step, percent(), seconds());
            out.flush();
        }
    }

    /** For a step that reports its own progress. */
    public Progress step(String step) {
        return (done, total) -> reached(step, (double) done / total);
    }

    /** Reports may arrive out of order. */
    private synchronized void reached(String step, double share) {
        double missing = share - shares.getOrDefault(step, 0.0);
        if (missing > 0) {
            advanced(step, missing);
        }
    }

    /** Ends the line and prints the duration. */
    @Override
    public synchronized void close() {
        if (redraw) {
            out.print("\r" + " ".repeat(title.length() + BAR_WIDTH + 40) + "\r");
        }
        out.printf(Locale.ROOT, "%s: %s after %.1f s%n", title, percent() == 100 ? "done" : "stopped", seconds());
        out.flush();
    }

    private void redraw(String step) {
        int percent = percent();
        if (percent != drawnPercent) {
            drawnPercent = percent;
            int filled = BAR_WIDTH * percent / 100;
            String bar = "#".repeat(filled) + "-".repeat(BAR_WIDTH - filled);
            out.printf(Locale.ROOT, "\r%s [%s] %3d%% %4.0f s  %-24s", title, bar, percent, seconds(), step);
            out.flush();
        }
    }

    private double seconds() {
        return Duration.ofNanos(System.nanoTime() - start).toMillis() / 1000.0;
    }

    private int percent() {
        double total = 0;
        double done = 0;
        for (Map.Entry<String, Double> step : weights.entrySet()) {
            total += step.getValue();
            done += step.getValue() * Math.min(1, shares.getOrDefault(step.getKey(), 0.0));
        }
        return (int) (100 * done / total + 1e-6);
    }
}
