package org.fhevm.coprocessor.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.benchmarks.peers.MeasuringProgram.Measured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class PeerCommandTest {
    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void allParticipantsAreAskedInEachRound() throws IOException {
        assertThat(execute("--rounds", "2", "--subjects", "eq", "--fact", "commit: a1", "first=4", "second=8"))
                .isZero();
        assertThat(out.toString())
                .contains("* commit: a1", "* second: takes 8 ms")
                .contains("| eq | 4.00 ms, 4.00 ms | 8.00 ms, 8.00 ms |", "| eq | 2.00, 2.00 |");
        assertThat(err.toString().lines().filter(line -> line.contains("round")))
                .containsExactly(
                        "peers: round 1 of 2: first",
                        "peers: round 1 of 2: second",
                        "peers: round 2 of 2: first",
                        "peers: round 2 of 2: second");
        assertThat(folder.resolve("table.md")).hasContent(out.toString());
        assertThat(folder.resolve("times.tsv")).hasContent("first\teq\t4000000 4000000\nsecond\teq\t8000000 8000000\n");
        assertThat(folder.resolve("plot.svg")).isNotEmptyFile();
    }

    @Test
    void aContinuedRunAddsToTheLastOne() throws IOException {
        assertThat(execute("--rounds", "1", "--subjects", "eq", "first=4")).isZero();
        assertThat(execute("--rounds", "1", "--subjects", "eq", "--continue", "first=2"))
                .isZero();
        assertThat(Files.readString(folder.resolve("times.tsv"))).isEqualTo("first\teq\t4000000 2000000\n");
    }

    @Test
    void aQuickRunIsOneRoundOfFewSubjects() {
        assertThat(execute("--quick", "first=4")).isZero();
        assertThat(err.toString()).contains("round 1 of 1");
        assertThat(out.toString()).contains("| eq |").doesNotContain("| add |");
    }

    @Test
    void aParticipantThatFailsIsNamed() {
        assertThat(execute("--subjects", "eq", "first=4", "second=wrong")).isEqualTo(1);
        assertThat(err.toString()).endsWith("peers: second: failed a wrong result\n");
    }

    @Test
    void aFailureKeepsTheRoundsBeforeIt() {
        assertThat(execute("--rounds", "9", "--subjects", "eq", "first=4", "second=8,8,wrong"))
                .isEqualTo(1);
        assertThat(folder.resolve("times.tsv")).hasContent("first\teq\t4000000\nsecond\teq\t8000000\n");
    }

    @Test
    void aParticipantThatCannotStartIsNamed() {
        assertThat(execute("--subjects", "eq", "first=")).isEqualTo(1);
        assertThat(err.toString()).endsWith("peers: first has ended\n");
    }

    @Test
    void unknownSubjectsAndRoundsAreRefused() {
        assertThat(execute("--subjects", "rest", "first=4")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(err.toString()).contains("there is no subject rest");
        assertThat(execute("--rounds", "0", "first=4")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(execute("--milliseconds", "-1", "first=4")).isEqualTo(CommandLine.ExitCode.USAGE);
    }

    /** @param arguments options, and participants as {@code label=milliseconds} */
    private int execute(String... arguments) {
        List<String> words = new ArrayList<>(List.of("--output", folder.toString(), "--milliseconds", "1"));
        for (String argument : arguments) {
            if (argument.matches("(first|second)=.*")) {
                String[] parts = argument.split("=", 2);
                words.addAll(List.of(
                        "--participant",
                        String.join("\n", parts[0], java(), "-Xshare:auto", "-cp")
                                + "\n"
                                + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"))
                                + "\n" + Fake.class.getName() + "\n" + parts[1]));
            } else {
                words.add(argument);
            }
        }
        return PeerCommand.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(words.toArray(String[]::new));
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** A participant with the times of one run after the other; the last one is that of all further runs. */
    static final class Fake {
        /** @param arguments milliseconds between commas, or "wrong" for a run that fails */
        public static void main(String... arguments) throws IOException {
            if (arguments.length == 0) {
                return;
            }
            Deque<String> runs = new ArrayDeque<>(List.of(arguments[0].split(",")));
            Measured measured = new Measured(1, () -> {
                String run = runs.size() > 1 ? runs.removeFirst() : runs.getFirst();
                if (run.equals("wrong")) {
                    throw new IllegalStateException("a wrong result");
                }
                return Duration.ofMillis(Integer.parseInt(run));
            });
            new MeasuringProgram(Subject.QUICK.stream().collect(Collectors.toMap(Subject::id, subject -> measured)))
                    .serve(
                            "takes " + arguments[0] + " ms",
                            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
                            new PrintWriter(System.out, false, StandardCharsets.UTF_8));
        }
    }
}
