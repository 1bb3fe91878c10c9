package org.fhevm.coprocessor.cli.status;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Lines over the last hour.
 *
 * @param id names the chart within the page
 * @param title what is drawn, with its unit
 */
record Chart(String id, String title, Instant now, List<Series> series) {
    /** Values of a line, each the average of 20 seconds. */
    static final int SLOTS = 180;

    static final Duration SLOT = Duration.ofSeconds(20);

    /** Values of a line in a row of the table of numbers, which has a row for each five minutes. */
    static final int SLOTS_PER_ROW = 15;

    Chart {
        series = List.copyOf(series);
    }

    /** The largest value of all lines; 0 if there is none. */
    double maximum() {
        return series.stream()
                .flatMap(line -> line.values().stream())
                .mapToDouble(Double::doubleValue)
                .filter(value -> !Double.isNaN(value))
                .max()
                .orElse(0);
    }

    /** Queue, and work of this process. */
    static List<Chart> of(StatusModel model) {
        List<Chart> charts = new ArrayList<>();
        charts.add(chart(
                model,
                "backlog",
                "Backlog of all tenants, computations",
                line("ready or in flight", sample -> backlog(sample, Sample.Backlog::claimable)),
                line("waiting for an input", sample -> backlog(sample, Sample.Backlog::waiting))));
        if (model.program().hasWorker()) {
            charts.add(chart(
                    model,
                    "results",
                    "Work of this worker, computations a second",
                    line("results", Sample::results),
                    line("failures", Sample::failures)));
        }
        if (model.program().hasServer()) {
            charts.add(chart(model, "calls", "Calls to this server, calls a second", line("calls", Sample::calls)));
        }
        return charts;
    }

    private static double backlog(Sample sample, ToDoubleFunction<Sample.Backlog> number) {
        Sample.Backlog backlog = sample.backlog();
        return backlog == null ? Double.NaN : number.applyAsDouble(backlog);
    }

    private static Chart chart(StatusModel model, String id, String title, Line... lines) {
        return new Chart(
                id,
                title,
                model.now(),
                Arrays.stream(lines)
                        .map(line -> Series.of(line.name(), model.history(), model.now(), line.value()))
                        .toList());
    }

    private static Line line(String name, ToDoubleFunction<Sample> value) {
        return new Line(name, value);
    }

    /**
     * A line.
     *
     * @param values the oldest first; NaN where nothing is known
     */
    record Series(String name, List<Double> values) {
        Series {
            values = List.copyOf(values);
        }

        /** The averages of samples; the value of a sample is NaN if it is not known. */
        static Series of(String name, List<Sample> samples, Instant now, ToDoubleFunction<Sample> value) {
            double[] sums = new double[SLOTS];
            int[] counts = new int[SLOTS];
            for (Sample sample : samples) {
                long age = Math.max(0, Duration.between(sample.at(), now).toMillis()) / SLOT.toMillis();
                double number = value.applyAsDouble(sample);
                if (age < SLOTS && !Double.isNaN(number)) {
                    int slot = SLOTS - 1 - (int) age;
                    sums[slot] += number;
                    counts[slot]++;
                }
            }
            List<Double> values = new ArrayList<>(SLOTS);
            for (int slot = 0; slot < SLOTS; slot++) {
                values.add(counts[slot] == 0 ? Double.NaN : sums[slot] / counts[slot]);
            }
            return new Series(name, values);
        }

        /** The latest value, if it is of the last minute; otherwise NaN. */
        double latest() {
            for (int slot = SLOTS - 1; slot >= SLOTS - 3; slot--) {
                if (!values.get(slot).isNaN()) {
                    return values.get(slot);
                }
            }
            return Double.NaN;
        }

        /** The average of a row of the table of numbers; NaN if nothing is known. */
        double average(int row) {
            return values.subList(row * SLOTS_PER_ROW, (row + 1) * SLOTS_PER_ROW).stream()
                    .mapToDouble(Double::doubleValue)
                    .filter(value -> !Double.isNaN(value))
                    .average()
                    .orElse(Double.NaN);
        }
    }

    private record Line(String name, ToDoubleFunction<Sample> value) {}
}
