package org.fhevm.coprocessor.cli.bench;

import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * Draws a report as a chart: for each operation one bar for each type, over a logarithmic axis of time. The pale bar is
 * the median latency alone. The dark bar within it is the time of one operation on a saturated pool. Operations without
 * bootstraps are left out.
 */
final class ReportPlot {
    private static final double WIDTH = 1000;
    private static final double LEFT = 130;
    private static final double RIGHT = 90;
    private static final double TOP = 118;
    private static final double LEGEND = 53;
    private static final double LEGEND_STEP = 72;
    private static final double BOTTOM = 40;
    private static final double BAR = 11;
    private static final double CORE = 5;
    private static final double GAP = 7;

    private static final String INK = "#222222";
    private static final String FAINT = "#666666";
    private static final String GRID = "#cccccc";
    private static final String FINE_GRID = "#f0f0f0";

    /** As many as there are types. */
    private static final List<Colours> PALETTE = List.of(
            new Colours("#a6cee3", "#1f78b4"),
            new Colours("#b2df8a", "#33a02c"),
            new Colours("#fdbf6f", "#e66101"),
            new Colours("#cab2d6", "#6a3d9a"),
            new Colours("#fbb4b9", "#c51b8a"),
            new Colours("#d9d9d9", "#525252"),
            new Colours("#a8ddd5", "#01665e"),
            new Colours("#f6e8a6", "#a6761d"),
            new Colours("#c7d0ff", "#2b3fbf"),
            new Colours("#f4a6a0", "#b2182b"),
            new Colours("#d8e7a8", "#5c7a00"),
            new Colours("#e0c8b0", "#7f4a1e"));

    private final BenchReport report;
    private final Map<String, List<Bar>> rows;
    private final Map<String, Colours> colours = new LinkedHashMap<>();
    private final Axis axis;
    private final double height;

    private ReportPlot(BenchReport report) {
        this.report = report;
        List<Bar> shown = report.operations().stream()
                .flatMap(operation -> bar(operation).stream())
                .toList();
        rows = shown.stream().collect(Collectors.groupingBy(Bar::operation, LinkedHashMap::new, Collectors.toList()));
        Map<Integer, String> types = new TreeMap<>();
        shown.forEach(bar -> types.put(bar.bits(), bar.type()));
        types.values().forEach(type -> colours.put(type, PALETTE.get(colours.size())));
        axis = Axis.over(shown);
        height = TOP + shown.size() * BAR + rows.size() * GAP + BOTTOM;
    }

    private static Optional<Bar> bar(BenchReport.Operation operation) {
        return Optional.ofNullable(operation.saturated())
                .map(saturated -> new Bar(
                        operation.operation(),
                        operation.type(),
                        operation.bits(),
                        operation.alone().medianMillis(),
                        saturated.millisEach()));
    }

    static String of(BenchReport report) {
        return new ReportPlot(report).draw();
    }

    private String draw() {
        Svg svg = new Svg(WIDTH, height);
        svg.rectangle(0, 0, WIDTH, height, "#ffffff");
        heading(svg);
        legend(svg);
        grid(svg);
        double y = TOP;
        for (Map.Entry<String, List<Bar>> row : rows.entrySet()) {
            y = row(svg, y, row.getKey(), row.getValue());
        }
        return svg.document();
    }

    private void heading(Svg svg) {
        Machine machine = report.machine();
        svg.text(LEFT, 24, 16, Svg.Anchor.START, INK, "Time of one operation on encrypted values");
        svg.text(
                LEFT,
                42,
                11,
                Svg.Anchor.START,
                FAINT,
                machine.processor() + ", FHE threads: " + report.threads() + ", " + machine.kernels() + ", "
                        + machine.java() + ", " + report.version());
    }

    private void legend(Svg svg) {
        double x = LEFT;
        for (Map.Entry<String, Colours> type : colours.entrySet()) {
            svg.rectangle(x, LEGEND, 18, BAR, type.getValue().pale());
            svg.rectangle(
                    x, LEGEND + (BAR - CORE) / 2, 10, CORE, type.getValue().dark());
            svg.text(x + 22, LEGEND + BAR - 2, 11, Svg.Anchor.START, INK, type.getKey());
            x += LEGEND_STEP;
        }
        svg.text(
                LEFT,
                LEGEND + 28,
                11,
                Svg.Anchor.START,
                FAINT,
                "Pale: alone on an idle pool, with its time. Dark: each, on a saturated pool. Logarithmic axis.");
    }

    private void grid(Svg svg) {
        double bottom = height - BOTTOM;
        for (int log = axis.fromLog10(); log <= axis.toLog10(); log++) {
            double x = axis.x(Math.pow(10, log));
            svg.line(x, TOP - 6, x, bottom, GRID);
            for (int step = 2; step < 10 && log < axis.toLog10(); step++) {
                double between = axis.x(step * Math.pow(10, log));
                svg.line(between, TOP - 2, between, bottom, FINE_GRID);
            }
            String label = log >= 3 ? Units.power(log - 3) + " s" : Units.power(log) + " ms";
            svg.text(x, TOP - 11, 10, Svg.Anchor.MIDDLE, FAINT, label);
            svg.text(x, bottom + 15, 10, Svg.Anchor.MIDDLE, FAINT, label);
        }
    }

    /** Draws the bars of an operation and says where the next ones go. */
    private double row(Svg svg, double top, String name, List<Bar> bars) {
        svg.text(LEFT - 8, top + bars.size() * BAR / 2 + 4, 11, Svg.Anchor.END, INK, name);
        double y = top;
        for (Bar bar : bars) {
            draw(svg, y, bar);
            y += BAR;
        }
        return y + GAP;
    }

    private void draw(Svg svg, double y, Bar bar) {
        Colours colour = colours.getOrDefault(bar.type(), PALETTE.getLast());
        double alone = axis.x(bar.alone());
        double saturated = axis.x(bar.saturated());
        svg.rectangle(LEFT, y + 0.5, alone - LEFT, BAR - 1, colour.pale());
        svg.rectangle(LEFT, y + (BAR - CORE) / 2, saturated - LEFT, CORE, colour.dark());
        svg.text(Math.max(alone, saturated) + 4, y + BAR - 2, 9, Svg.Anchor.START, FAINT, Units.time(bar.alone()));
    }

    private record Colours(String pale, String dark) {}

    /** An operation on a type; times in milliseconds. */
    private record Bar(String operation, String type, int bits, double alone, double saturated) {}

    /** The range of the axis, from a power of ten to a power of ten, in milliseconds. */
    private record Axis(int fromLog10, int toLog10) {
        static Axis over(List<Bar> shown) {
            DoubleSummaryStatistics times = shown.stream()
                    .flatMapToDouble(bar -> DoubleStream.of(bar.alone(), bar.saturated()))
                    .summaryStatistics();
            if (times.getCount() == 0) {
                return new Axis(0, 1);
            }
            int from = (int) Math.floor(Math.log10(times.getMin()));
            return new Axis(from, Math.max(from + 1, (int) Math.ceil(Math.log10(times.getMax()))));
        }

        double x(double millis) {
            double share = (Math.log10(millis) - fromLog10) / (toLog10 - fromLog10);
            return LEFT + share * (WIDTH - LEFT - RIGHT);
        }
    }
}
