package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.ATTESTATIONS;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.computation;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.scalar;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.Status;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.audit.AuditLog;
import org.fhevm.coprocessor.common.audit.AuditOutput;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.testing.AuditLines;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** With an audit log that is required, no call is served without its lines. */
@EmbeddedDatabase
class RequiredAuditTest {
    private static final String REFUSED =
            "The audit log of this server cannot be written, and it serves no call without it, try again later";

    private final AuditLines lines = new AuditLines();
    private final FailingOutput output = new FailingOutput(lines);
    private final Metrics metrics = new Metrics();
    private final AuditLog log =
            AuditLog.required(output, metrics.registry(), MonotonicClock.system(), Duration.ofSeconds(30));
    private final ServerUnderTest server;

    RequiredAuditTest(Database database) {
        server = ServerUnderTest.withParts(database, parts -> parts.withAudit(log));
        server.client().trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "01")));
        lines.await(3);
    }

    static Stream<Named<Consumer<FhevmCoprocessorBlockingStub>>> calls() {
        return Stream.of(
                Named.of("AsyncCompute", client -> client.asyncCompute(compute(encrypt("a1")))),
                Named.of("UploadInputs", client -> client.uploadInputs(upload(InputPayloads.of(1, FheType.UINT8)))),
                Named.of("GetCiphertexts", client -> client.getCiphertexts(get("0a"))),
                Named.of(
                        "TrivialEncryptCiphertexts",
                        client -> client.trivialEncryptCiphertexts(trivial(value("0b", FheType.UINT8, "01")))));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        log.close();
        metrics.close();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallHasALineBeforeItsWorkAndOneBeforeItsAnswer(Consumer<FhevmCoprocessorBlockingStub> call) {
        call.accept(server.client());

        // Both are there when the answer is.
        List<String> both = lines.now().subList(3, 5);
        assertThat(both.getFirst()).contains("\"outcome\":\"requested\",\"count\":1,");
        assertThat(both.getLast()).contains("\"outcome\":\"ok\",\"count\":1,");
        assertThat(both)
                .extracting(RequiredAuditTest::requestId)
                .doesNotContainNull()
                .satisfies(ids -> assertThat(ids.getFirst()).isEqualTo(ids.getLast()));
    }

    private static String requestId(String line) {
        return line.replaceFirst(".*\"request_id\":\"([^\"]*)\".*", "$1");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallWhoseFirstLineCannotBeWrittenDoesNothingUntilLinesAreWrittenAgain(
            Consumer<FhevmCoprocessorBlockingStub> call) {
        int stored = server.storedRows();
        output.fails = line -> true;

        for (int attempt = 0; attempt < 3; attempt++) {
            assertRefused(call);
        }

        assertThat(server.storedRows()).isEqualTo(stored);
        assertThat(server.rows(ATTESTATIONS)).isZero();
        assertThat(server.health().readinessProblems())
                .containsExactly("audit log: cannot be written, so that calls are refused: No space left on device");
        assertThat(refused()).isEqualTo(3);

        output.fails = line -> false;
        await().until(() -> server.health().readinessProblems().isEmpty());
        call.accept(server.client());
        assertThat(lines.now().subList(3, 6))
                .satisfiesExactly(
                        resume -> assertThat(resume).contains("\"action\":\"audit resume\"", "\"count\":3,"),
                        requested -> assertThat(requested).contains("\"requested\""),
                        ok -> assertThat(ok).contains("\"ok\""));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void aCallWhoseSecondLineCannotBeWrittenGetsNoAnswer(Consumer<FhevmCoprocessorBlockingStub> call) {
        output.fails = line -> line.contains("\"outcome\":\"ok\"") && line.contains("\"request_id\"");

        assertRefused(call);

        await().until(() -> log.problem().isEmpty());
        assertThat(lines.now())
                .filteredOn(line -> line.contains("\"requested\""))
                .hasSize(2);
        assertThat(lines.now().get(3)).contains("\"requested\"");
    }

    private void assertRefused(Consumer<FhevmCoprocessorBlockingStub> call) {
        assertThat(refusal(() -> call.accept(server.client()))).satisfies(status -> {
            assertThat(status.getCode()).isEqualTo(Status.Code.UNAVAILABLE);
            assertThat(status.getDescription()).isEqualTo(REFUSED);
        });
    }

    @Test
    void aCallThatFailsHasALineBeforeItsWorkAndOneOfItsEnd() {
        refusal(() -> server.client().asyncCompute(compute(computation(FheOperation.ADD, "b1", scalar("01")))));

        assertThat(lines.await(5).subList(3, 5))
                .satisfiesExactly(
                        requested -> assertThat(requested).contains("\"requested\"", "\"0xb1\""),
                        failed -> assertThat(failed).contains("\"error\",\"reason\":\"UNKNOWN: ", "\"0xb1\""));
    }

    @Test
    void callersThatAreNotKnownNeedNoLine() {
        output.fails = line -> true;

        assertThat(refusal(() -> server.anonymous().getCiphertexts(get("0a"))).getCode())
                .isEqualTo(Status.Code.UNKNOWN);
        assertThat(refused()).isZero();
    }

    private double refused() {
        return metrics.registry()
                .get("coprocessor_audit_lines")
                .tag("outcome", "refused")
                .counter()
                .count();
    }

    private static io.grpc.fhevmcoprocessor.AsyncComputation encrypt(String output) {
        return computation(FheOperation.TRIVIAL_ENCRYPT, output, scalar("ff"), scalar("02"));
    }

    /** A disk that is full for some lines. */
    private static final class FailingOutput implements AuditOutput {
        private final AuditOutput disk;
        private volatile Predicate<String> fails = line -> false;

        FailingOutput(AuditOutput disk) {
            this.disk = disk;
        }

        @Override
        public void append(byte[] lines) throws IOException {
            if (new String(lines, java.nio.charset.StandardCharsets.US_ASCII)
                    .lines()
                    .anyMatch(fails)) {
                throw new IOException("No space left on device");
            }
            disk.append(lines);
        }

        @Override
        public void close() {}
    }
}
