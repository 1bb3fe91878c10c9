package org.fhevm.coprocessor.benchmarks.peers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/** The times of all runs, in the order of participants. Mutable; for one thread. */
final class Measurements {
    private final Map<String, Map<Subject, List<Long>>> nanos = new LinkedHashMap<>();

    /** Adds nanoseconds of runs. */
    void add(String participant, Subject subject, List<Long> runs) {
        nanos.computeIfAbsent(participant, key -> new LinkedHashMap<>())
                .computeIfAbsent(subject, key -> new ArrayList<>())
                .addAll(runs);
    }

    List<String> participants() {
        return List.copyOf(nanos.keySet());
    }

    /** The subjects that any participant measured. */
    List<Subject> subjects() {
        return Arrays.stream(Subject.values())
                .filter(subject -> nanos.values().stream().anyMatch(times -> times.containsKey(subject)))
                .toList();
    }

    Optional<Times> times(String participant, Subject subject) {
        return Optional.ofNullable(nanos.getOrDefault(participant, Map.of()).get(subject))
                .map(Times::of);
    }

    /** Writes a line for each participant and subject: both names and the times, between tabs. */
    void write(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        nanos.forEach((participant, subjects) ->
                subjects.forEach((subject, runs) -> lines.add(participant + "\t" + subject.id() + "\t"
                        + String.join(" ", runs.stream().map(String::valueOf).toList()))));
        Files.write(file, lines);
    }

    static Measurements read(Path file) throws IOException {
        Measurements measurements = new Measurements();
        for (String line : Files.readAllLines(file)) {
            try {
                String[] fields = line.split("\t", -1);
                List<Long> runs =
                        Arrays.stream(fields[2].split(" ")).map(Long::valueOf).toList();
                measurements.add(fields[0], Subject.named(fields[1]).orElseThrow(), runs);
            } catch (RuntimeException e) {
                throw new CommandFailure(file + " holds no measurements: " + line);
            }
        }
        return measurements;
    }

    /** The shortest and the middle one of some runs, in nanoseconds. */
    record Times(long minimum, long median, int runs) {
        static Times of(List<Long> runs) {
            List<Long> sorted = runs.stream().sorted().toList();
            return new Times(sorted.getFirst(), sorted.get(sorted.size() / 2), sorted.size());
        }
    }
}
