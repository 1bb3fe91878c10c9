package org.fhevm.coprocessor.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.bench.Units;

/** Markdown: the figures of all participants, and how far those of the others are from the first one's. */
final class PeerTable {
    private static final double NANOS_PER_MILLISECOND = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final String NONE = "–";

    private final Measurements measurements;
    private final List<String> participants;

    /** @param measurements of at least one participant */
    PeerTable(Measurements measurements) {
        this.measurements = measurements;
        participants = measurements.participants();
    }

    /** @param facts lines above the tables */
    String markdown(List<String> facts) {
        List<String> lines = new ArrayList<>();
        facts.forEach(fact -> lines.add("* " + fact));
        lines.add("");
        lines.add("Best and median; operations, storage and transfers are those of 64 bits:");
        lines.add("");
        lines.addAll(table(participants, this::figures));
        if (participants.size() > 1) {
            lines.add("");
            lines.add("How many times as fast as each other participant " + participants.getFirst()
                    + " is, at best and by the median:");
            lines.add("");
            lines.addAll(table(participants.subList(1, participants.size()), this::ratios));
        }
        return lines.stream().collect(Collectors.joining("\n", "", "\n"));
    }

    private List<String> table(List<String> columns, BiFunction<String, Subject, String> cell) {
        List<String> lines = new ArrayList<>();
        lines.add(row("", columns.stream()));
        lines.add("|---".repeat(columns.size() + 1) + "|");
        for (Subject subject : measurements.subjects()) {
            lines.add(row(subject.label(), columns.stream().map(column -> cell.apply(column, subject))));
        }
        return lines;
    }

    private static String row(String name, Stream<String> cells) {
        return cells.collect(Collectors.joining(" | ", "| " + name + " | ", " |"));
    }

    private String figures(String participant, Subject subject) {
        return measurements
                .times(participant, subject)
                .map(times -> figure(subject, times.minimum()) + ", " + figure(subject, times.median()))
                .orElse(NONE);
    }

    /** A time with its unit, or a number for each second. */
    static String figure(Subject subject, long nanos) {
        return switch (subject.figure()) {
            case TIME -> Units.time(nanos / NANOS_PER_MILLISECOND);
            case RATE -> Units.rate(NANOS_PER_SECOND / nanos);
        };
    }

    private String ratios(String participant, Subject subject) {
        Optional<Measurements.Times> first = measurements.times(participants.getFirst(), subject);
        Optional<Measurements.Times> other = measurements.times(participant, subject);
        if (first.isEmpty() || other.isEmpty()) {
            return NONE;
        }
        return ratio(other.get().minimum(), first.get().minimum()) + ", "
                + ratio(other.get().median(), first.get().median());
    }

    private static String ratio(long nanos, long reference) {
        double ratio = (double) nanos / reference;
        return String.format(Locale.ROOT, ratio >= 10 ? "%.1f" : "%.2f", ratio);
    }
}
