package org.fhevm.coprocessor.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.fhevm.coprocessor.benchmarks.peers.MeasuringProgram.Measured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuringProgramTest {
    @Test
    void runsAreTimedAfterTheWarmUpUntilAllHaveTakenAsLongAsAskedFor() throws IOException {
        assertThat(answers(1, List.of(40, 30, 29, 1, 99), "work 100"))
                .containsExactly("ready a test", times(30, 29, 1));
    }

    @Test
    void atLeastOneRunIsTimed() throws IOException {
        assertThat(answers(1, List.of(40, 30, 99), "work 0")).containsExactly("ready a test", times(30));
    }

    @Test
    void timesAreThoseOfOnePart() throws IOException {
        assertThat(answers(10, List.of(40, 30, 99), "work 0")).containsExactly("ready a test", times(3));
    }

    @Test
    void aLongRunNeedsNoWarmUpFromTheSecondRequestOn() throws IOException {
        assertThat(answers(1, List.of(1000, 1001, 1000, 999, 998), "work 0", "work 0", "work 0"))
                .containsExactly("ready a test", times(1001), times(1000), times(998));
    }

    @Test
    void aFailureIsTheLastAnswer() throws IOException {
        StringWriter out = new StringWriter();
        Measured wrong = new Measured(1, () -> {
            throw new IllegalStateException("add gave 4 where 5 is right");
        });
        boolean served = serve(new MeasuringProgram(Map.of("add", wrong)), out, "add 1", "add 1");
        assertThat(served).isFalse();
        assertThat(out.toString().lines()).containsExactly("ready a test", "failed add gave 4 where 5 is right");
    }

    @ParameterizedTest
    @CsvSource({
        "work,a request is a subject and milliseconds",
        "work 1 2,a request is a subject and milliseconds",
        "work x,x is no number of milliseconds",
        "work -1,-1 is no number of milliseconds",
        "rest 1,there is no subject rest"
    })
    void malformedRequestsAreRefused(String request, String reason) throws IOException {
        assertThat(answers(1, List.of(1, 1), request)).containsExactly("ready a test", "failed " + reason);
    }

    private static String times(int... milliseconds) {
        StringBuilder line = new StringBuilder("times");
        for (int time : milliseconds) {
            line.append(' ').append(Duration.ofMillis(time).toNanos());
        }
        return line.toString();
    }

    /** @param runs milliseconds of one run after the other */
    private static List<String> answers(int parts, List<Integer> runs, String... requests) throws IOException {
        Queue<Integer> left = new ArrayDeque<>(runs);
        Measured work = new Measured(parts, () -> Duration.ofMillis(left.remove()));
        StringWriter out = new StringWriter();
        serve(new MeasuringProgram(Map.of("work", work)), out, requests);
        return out.toString().lines().toList();
    }

    private static boolean serve(MeasuringProgram program, StringWriter out, String... requests) throws IOException {
        BufferedReader in = new BufferedReader(new StringReader(String.join("\n", requests)));
        return program.serve("a test", in, new PrintWriter(out));
    }
}
