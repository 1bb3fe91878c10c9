package org.fhevm.coprocessor.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Measures its subjects when it is told to, one line for one measurement. The programs in Rust do the same ({@code
 * benchmarks/peers/rust/protocol}).
 *
 * <p>The first line is {@code ready} with a description. Each line that is read names a subject and a number of
 * milliseconds. The answer is {@code times} with the nanoseconds of each run, or {@code failed} with the reason, after
 * which the program ends. It also ends with its input.
 */
public final class MeasuringProgram {
    /** A run that takes this long warms itself up: it counts from the second request on. */
    static final Duration LONG = Duration.ofSeconds(1);

    private final Map<String, Measured> subjects;
    private final Set<String> warm = new HashSet<>();

    public MeasuringProgram(Map<String, Measured> subjects) {
        this.subjects = Map.copyOf(subjects);
    }

    /** Answers until the input ends; false if the last answer was a failure. */
    public boolean serve(String description, BufferedReader in, PrintWriter out) throws IOException {
        answer(out, "ready " + description);
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            try {
                answer(out, times(line));
            } catch (Exception e) {
                answer(out, "failed " + e.getMessage());
                return false;
            }
        }
        return true;
    }

    private static void answer(PrintWriter out, String line) {
        out.println(line);
        out.flush();
    }

    private String times(String line) throws Exception {
        List<String> words = List.of(line.split(" ", -1));
        if (words.size() != 2) {
            throw new IllegalArgumentException("a request is a subject and milliseconds");
        }
        return measure(words.getFirst(), milliseconds(words.getLast())).stream()
                .map(time -> Long.toString(time.toNanos()))
                .collect(Collectors.joining(" ", "times ", ""));
    }

    private static Duration milliseconds(String word) {
        try {
            return Duration.ofMillis(Long.parseUnsignedLong(word));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(word + " is no number of milliseconds", e);
        }
    }

    /** The times of one part, after a run that is not counted, until all runs have taken as long as asked for. */
    private List<Duration> measure(String name, Duration least) throws Exception {
        Measured subject = subjects.get(name);
        if (subject == null) {
            throw new IllegalArgumentException("there is no subject " + name);
        }
        Duration first = subject.run().call();
        if (!warm.add(name) && first.compareTo(LONG) >= 0) {
            return List.of(first.dividedBy(subject.parts()));
        }
        Duration total = first;
        List<Duration> times = new ArrayList<>();
        while (times.isEmpty() || total.compareTo(least) < 0) {
            Duration time = subject.run().call();
            total = total.plus(time);
            times.add(time.dividedBy(subject.parts()));
        }
        return times;
    }

    /**
     * A computation that can be repeated.
     *
     * @param parts equal parts of it; reported times are those of one
     * @param run computes once and returns the time that this took; fails if the result is wrong
     */
    public record Measured(int parts, Callable<Duration> run) {}
}
