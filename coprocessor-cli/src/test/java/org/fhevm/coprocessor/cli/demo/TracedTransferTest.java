package org.fhevm.coprocessor.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.cli.client.CoprocessorClient;
import org.fhevm.coprocessor.cli.demo.ConfidentialTransfer.Balances;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.ToyCrs;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.cli.testing.TraceCollector;
import org.fhevm.coprocessor.cli.testing.TraceCollector.Span;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A transfer through server, queue and worker, as a collector of traces sees it. */
@EmbeddedDatabase
@Timeout(120)
class TracedTransferTest {
    private static final String CALL = "fhevm.coprocessor.FhevmCoprocessor/";
    private static final List<String> STAGES = List.of("claim", "compress", "compute", "queue", "write");

    @TempDir
    private Path folder;

    @AutoClose
    private final TraceCollector collector = new TraceCollector();

    @Test
    void theTraceOfACallReachesFromTheServerToTheWrittenResult(TestServer server) throws IOException {
        TracingConfig tracing = new TracingConfig(collector.endpoint(), "coprocessor", 1, 1000);
        try (RunningCoprocessor coprocessor = RunningCoprocessor.startTraced(server, tracing)) {
            transfer(coprocessor);
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> collector.spans().stream()
                            .anyMatch(span -> span.name().equals("write")));
        }
        // The coprocessor has sent all that waited before it ended.
        List<Span> computations = named("computation");
        assertThat(computations).isNotEmpty().allSatisfy(this::hasItsCallAndItsStages);
        assertThat(collector.spans())
                .extracting(Span::name)
                .contains(CALL + "UploadInputs", CALL + "AsyncCompute", CALL + "GetCiphertexts");
    }

    private void hasItsCallAndItsStages(Span computation) {
        assertThat(named(CALL + "AsyncCompute"))
                .filteredOn(call -> call.spanId().equals(computation.parentId()))
                .singleElement()
                .satisfies(call -> {
                    assertThat(call.traceId()).isEqualTo(computation.traceId());
                    assertThat(call.parentId()).isEmpty();
                });
        assertThat(collector.spans())
                .filteredOn(span -> span.parentId().equals(computation.spanId()))
                .allSatisfy(stage -> assertThat(stage.traceId()).isEqualTo(computation.traceId()))
                .extracting(Span::name)
                .containsExactlyInAnyOrderElementsOf(STAGES);
    }

    private List<Span> named(String name) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .toList();
    }

    private void transfer(RunningCoprocessor coprocessor) throws IOException {
        Balances before = new Balances(BigInteger.valueOf(100), BigInteger.valueOf(20));
        String apiKey = coprocessor.addTenant(ToyKeyFolder.ours(folder.resolve("keys")));
        try (CoprocessorClient client = CoprocessorClient.connect(coprocessor.url(), UUID.fromString(apiKey))) {
            Balances after = new ConfidentialTransfer(
                            client,
                            ToyCrs.prover(),
                            TenantAddresses.TEST,
                            ToyKeys.shared().clientKey(),
                            FheType.UINT8,
                            new PhaseLog(new PrintWriter(new StringWriter())))
                    .run(before, BigInteger.TEN);
            assertThat(after).isEqualTo(before.after(BigInteger.TEN));
        }
    }
}
