package org.fhevm.coprocessor.benchmarks.peers;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Asks all participants in rounds, and writes the times, a table and a plot. */
@Command(
        name = "benchmarks/peers/run",
        mixinStandardHelpOptions = true,
        description = "Measures the engine and releases of tfhe-rs in rounds: in each, one participant after the other"
                + " measures every subject. The reported times are those of all rounds.")
public final class PeerCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--rounds", paramLabel = "N", description = "Rounds. Default: 5, with --quick 1")
    private @Nullable Integer rounds;

    @Option(names = "--quick", description = "One round of a few subjects.")
    private boolean quick;

    @Option(
            names = "--milliseconds",
            paramLabel = "N",
            defaultValue = "500",
            description = "Least duration of each measurement. Default: ${DEFAULT-VALUE}")
    private int milliseconds;

    @Option(names = "--subjects", paramLabel = "NAME", split = ",", description = "Subjects. Default: all")
    private List<String> names = new ArrayList<>();

    @Option(names = "--continue", description = "Add to the times of the last run, which had the same participants.")
    private boolean continued;

    @Option(
            names = "--participant",
            required = true,
            hidden = true,
            description = "A label and a command, one word on each line. The first is the one that ratios refer to.")
    private List<String> participants = new ArrayList<>();

    @Option(names = "--fact", hidden = true, description = "A line above the table.")
    private List<String> facts = new ArrayList<>();

    @Option(names = "--output", required = true, hidden = true, description = "The folder of the results.")
    private Path output = Path.of("");

    public static void main(String... arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new PeerCommand());
        return commandLine.setExecutionExceptionHandler((failure, line, parsed) -> {
            if (!(failure instanceof CommandFailure)) {
                throw failure;
            }
            line.getErr().println("peers: " + failure.getMessage());
            return 1;
        });
    }

    @Override
    public Integer call() throws Exception {
        int count = rounds != null ? rounds : quick ? 1 : 5;
        if (count < 1 || milliseconds < 0) {
            throw new ParameterException(spec.commandLine(), "there is at least one round, and no negative duration");
        }
        List<Subject> subjects = subjects();
        List<Participant> parsed = parsedParticipants();
        Files.createDirectories(output);
        Path times = output.resolve("times.tsv");
        Measurements measurements = continued ? Measurements.read(times) : new Measurements();
        Instant start = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        List<String> descriptions = measure(parsed, subjects, count, measurements, times);

        List<String> head = new ArrayList<>(List.of(
                "processor: " + new MachineFacts(Path.of("/")).processor(),
                "caches: " + new MachineFacts(Path.of("/")).caches(),
                "rounds: " + count + (continued ? ", added to earlier ones" : "") + "; begun " + start));
        head.addAll(facts);
        head.addAll(descriptions);
        String table = new PeerTable(measurements).markdown(head);
        Files.writeString(output.resolve("table.md"), table);
        Files.writeString(output.resolve("plot.svg"), PeerPlot.of(measurements));
        PrintWriter out = spec.commandLine().getOut();
        out.print(table);
        out.flush();
        return 0;
    }

    private List<Subject> subjects() {
        if (names.isEmpty()) {
            return quick ? Subject.QUICK : List.of(Subject.values());
        }
        return names.stream()
                .map(name -> Subject.named(name)
                        .orElseThrow(() -> new ParameterException(spec.commandLine(), "there is no subject " + name)))
                .toList();
    }

    private List<Participant> parsedParticipants() {
        try {
            return participants.stream().map(Participant::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }

    /**
     * Writes the times after each round, so that a failure loses one round at most.
     *
     * @return the participants' descriptions of themselves
     */
    private List<String> measure(
            List<Participant> participants, List<Subject> subjects, int count, Measurements measurements, Path times)
            throws IOException {
        List<PeerProcess> processes = new ArrayList<>();
        try {
            for (Participant participant : participants) {
                say("starting " + participant.label());
                processes.add(new PeerProcess(participant));
            }
            for (int round = 1; round <= count; round++) {
                for (PeerProcess process : processes) {
                    say("round " + round + " of " + count + ": " + process.label());
                    for (Subject subject : subjects) {
                        List<Long> runs = process.measure(subject, Duration.ofMillis(milliseconds));
                        measurements.add(process.label(), subject, runs);
                    }
                }
                measurements.write(times);
            }
            return processes.stream()
                    .map(process -> process.label() + ": " + process.description())
                    .toList();
        } finally {
            processes.forEach(PeerProcess::close);
        }
    }

    private void say(String text) {
        PrintWriter err = spec.commandLine().getErr();
        err.println("peers: " + text);
        err.flush();
    }
}
