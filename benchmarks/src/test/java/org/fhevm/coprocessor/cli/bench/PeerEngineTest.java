package org.fhevm.coprocessor.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.benchmarks.peers.Subject;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

/** Every subject, with toy keys. Results are checked by the engine itself. */
class PeerEngineTest {
    @Test
    void everySubjectIsMeasuredAndRight() throws IOException {
        ToyKeys toy = ToyKeys.shared();
        BenchKeys keys = new BenchKeys(toy.clientKey(), toy.publicKey(), toy.serverKey(), Duration.ZERO, Duration.ZERO);
        String requests = Arrays.stream(Subject.values())
                .map(subject -> subject.id() + " 0\n")
                .collect(Collectors.joining());
        StringWriter out = new StringWriter();
        try (FhePool pool = new FhePool(2)) {
            assertThat(PeerEngine.serve(
                            keys, pool, new BufferedReader(new StringReader(requests)), new PrintWriter(out)))
                    .isTrue();
        }
        List<String> answers = out.toString().lines().toList();
        assertThat(answers).hasSize(1 + Subject.values().length);
        assertThat(answers.getFirst()).startsWith("ready ").contains("FHE threads: 2", "16 transfers in flight");
        assertThat(answers.subList(1, answers.size())).allMatch(answer -> answer.matches("times \\d+"));
    }
}
