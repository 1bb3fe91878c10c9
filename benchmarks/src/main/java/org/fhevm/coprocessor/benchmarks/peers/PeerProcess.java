package org.fhevm.coprocessor.benchmarks.peers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;

/** A running program of a participant. It waits, without using a processor, until it is asked to measure. */
final class PeerProcess implements AutoCloseable {
    private static final long END_SECONDS = 10;

    private final String label;
    private final Process process;
    private final BufferedReader answers;
    private final PrintWriter requests;
    private final String description;

    /** Starts the program, and waits until it has its keys. */
    PeerProcess(Participant participant) throws IOException {
        label = participant.label();
        process = new ProcessBuilder(participant.command())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        answers = process.inputReader(StandardCharsets.UTF_8);
        requests = new PrintWriter(process.outputWriter(StandardCharsets.UTF_8));
        try {
            description = answer("ready");
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    String label() {
        return label;
    }

    String description() {
        return description;
    }

    /** Nanoseconds of each run. */
    List<Long> measure(Subject subject, Duration least) throws IOException {
        requests.println(subject.id() + " " + least.toMillis());
        requests.flush();
        return Arrays.stream(answer("times").split(" ")).map(Long::valueOf).toList();
    }

    private String answer(String kind) throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new CommandFailure(label + " has ended");
        }
        if (!line.startsWith(kind + " ")) {
            throw new CommandFailure(label + ": " + line);
        }
        return line.substring(kind.length() + 1);
    }

    /** Ends the program by ending its input. */
    @Override
    public void close() {
        requests.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
