package org.fhevm.coprocessor.benchmarks.peers;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.fhevm.coprocessor.cli.bench.Svg;
import org.fhevm.coprocessor.cli.bench.Units;

/** Draws the best times as bars over a logarithmic axis: a group for each subject, a colour for each participant. */
final class PeerPlot {
    private static final double WIDTH = 1000;
    private static final double LEFT = 170;
    private static final double RIGHT = 90;
    private static final double TOP = 86;
    private static final double LEGEND = 40;
    private static final double BOTTOM = 30;
    private static final double BAR = 11;
    private static final double GAP = 8;
    private static final double NANOS_PER_MILLISECOND = 1e6;

    private static final String INK = "#222222";
    private static final String FAINT = "#666666";
    private static final String GRID = "#cccccc";
    private static final List<String> PALETTE =
            List.of("#1f78b4", "#a6cee3", "#b2182b", "#e66101", "#fdbf6f", "#6a3d9a", "#525252");

    private final Measurements measurements;
    private final List<String> participants;
    private final int fromLog10;
    private final int toLog10;
    private final double height;

    private PeerPlot(Measurements measurements) {
        this.measurements = measurements;
        participants = measurements.participants();
        fromLog10 = (int) Math.floor(Math.log10(best().min().orElse(1)));
        toLog10 =
                Math.max(fromLog10 + 1, (int) Math.ceil(Math.log10(best().max().orElse(1))));
        height = TOP + measurements.subjects().size() * (participants.size() * BAR + GAP) + BOTTOM;
    }

    static String of(Measurements measurements) {
        return new PeerPlot(measurements).draw();
    }

    private LongStream best() {
        return measurements.subjects().stream()
                .flatMapToLong(subject -> participants.stream()
                        .flatMap(participant -> measurements.times(participant, subject).stream())
                        .mapToLong(Measurements.Times::minimum));
    }

    private String draw() {
        Svg svg = new Svg(WIDTH, height);
        svg.rectangle(0, 0, WIDTH, height, "#ffffff");
        svg.text(LEFT, 24, 16, Svg.Anchor.START, INK, "Best time of one computation, logarithmic axis");
        legend(svg);
        grid(svg);
        double y = TOP;
        for (Subject subject : measurements.subjects()) {
            group(svg, y, subject);
            y += participants.size() * BAR + GAP;
        }
        return svg.document();
    }

    private void legend(Svg svg) {
        double step = (WIDTH - LEFT) / participants.size();
        for (int i = 0; i < participants.size(); i++) {
            svg.rectangle(LEFT + i * step, LEGEND, 14, BAR, colour(i));
            svg.text(LEFT + i * step + 18, LEGEND + BAR - 2, 11, Svg.Anchor.START, INK, participants.get(i));
        }
    }

    private void grid(Svg svg) {
        for (int log = fromLog10; log <= toLog10; log++) {
            double nanos = Math.pow(10, log);
            svg.line(x(nanos), TOP - 6, x(nanos), height - BOTTOM, GRID);
            svg.text(x(nanos), TOP - 11, 10, Svg.Anchor.MIDDLE, FAINT, time(nanos));
        }
    }

    private void group(Svg svg, double top, Subject subject) {
        // A rate is shown as the time of one, so that short bars are good ones everywhere.
        String name = subject == Subject.BOOTSTRAPS ? "bootstraps, each" : subject.label();
        svg.text(LEFT - 8, top + participants.size() * BAR / 2 + 4, 11, Svg.Anchor.END, INK, name);
        for (int i = 0; i < participants.size(); i++) {
            Optional<Measurements.Times> times = measurements.times(participants.get(i), subject);
            if (times.isPresent()) {
                double nanos = times.get().minimum();
                double y = top + i * BAR;
                svg.rectangle(LEFT, y + 0.5, x(nanos) - LEFT, BAR - 1, colour(i));
                svg.text(x(nanos) + 4, y + BAR - 2, 9, Svg.Anchor.START, FAINT, time(nanos));
            }
        }
    }

    private double x(double nanos) {
        return LEFT + (Math.log10(nanos) - fromLog10) / (toLog10 - fromLog10) * (WIDTH - LEFT - RIGHT);
    }

    private static String colour(int participant) {
        return PALETTE.get(participant % PALETTE.size());
    }

    private static String time(double nanos) {
        return Units.time(nanos / NANOS_PER_MILLISECOND);
    }
}
