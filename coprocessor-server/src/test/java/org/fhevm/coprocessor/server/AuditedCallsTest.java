package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.computation;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.scalar;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.Metadata;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import io.grpc.stub.MetadataUtils;
import java.util.HexFormat;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.audit.AuditLog;
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
import org.junit.jupiter.api.Test;

/** One line of the audit log for each call whose key is known. */
@EmbeddedDatabase
class AuditedCallsTest {
    private final AuditLines lines = new AuditLines();
    private final Metrics metrics = new Metrics();
    private final AuditLog log = new AuditLog(lines, metrics.registry(), MonotonicClock.system());
    private final ServerUnderTest server;

    AuditedCallsTest(Database database) {
        server = ServerUnderTest.withParts(database, parts -> parts.withAudit(log));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        log.close();
        metrics.close();
    }

    @Test
    void aCallThatSchedulesNamesItsResults() {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("x-request-id", Metadata.ASCII_STRING_MARSHALLER), "geth-1");
        server.client()
                .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers))
                .asyncCompute(compute(encrypt("a1"), encrypt("a2")));

        assertThat(lines.awaitOne())
                .contains(
                        "\"action\":\"AsyncCompute\",\"tenant\":" + server.tenant() + ",",
                        "\"key\":\"tenant_api_key\"",
                        "\"request_id\":\"geth-1\",\"outcome\":\"ok\",\"count\":2,\"handles\":[\"0xa1\",\"0xa2\"]");
    }

    @Test
    void aCallThatUploadsNamesTheHandlesThatItMade() {
        InputUploadResponse answer =
                server.client().uploadInputs(upload(InputPayloads.of(1, FheType.UINT8, FheType.UINT8)));

        String first = HexFormat.of()
                .formatHex(answer.getUploadResponses(0)
                        .getInputHandles(0)
                        .getHandle()
                        .toByteArray());
        assertThat(lines.awaitOne())
                .contains("\"action\":\"UploadInputs\"", "\"outcome\":\"ok\",\"count\":2,\"handles\":[\"0x" + first);
    }

    @Test
    void aCallThatReadsNamesWhatItAskedForAlsoIfItIsRefused() {
        server.client().trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "01")));
        server.client().getCiphertexts(get("0a"));
        refusal(() -> server.client().asyncCompute(compute(computation(FheOperation.ADD, "b1", scalar("01")))));

        assertThat(lines.await(3))
                .satisfiesExactly(
                        encrypted -> assertThat(encrypted)
                                .contains("\"TrivialEncryptCiphertexts\"", "\"ok\",\"count\":1,\"handles\":[\"0x0a\"]"),
                        read -> assertThat(read)
                                .contains("\"GetCiphertexts\"", "\"ok\",\"count\":1,\"handles\":[\"0x0a\"]"),
                        refused -> assertThat(refused)
                                .contains("\"outcome\":\"error\",\"reason\":\"UNKNOWN: ", "\"handles\":[\"0xb1\"]"));
    }

    @Test
    void aLineHasTheFirstHandlesOfALargeCallAndTheirNumber() {
        server.client()
                .asyncCompute(compute(IntStream.range(0x1000, 0x1064)
                        .mapToObj(number -> encrypt(Integer.toHexString(number)))
                        .toArray(AsyncComputation[]::new)));

        assertThat(lines.awaitOne())
                .contains("\"count\":100,", "\"0x1000\"", "\"0x100f\"")
                .doesNotContain("\"0x1010\"");
    }

    @Test
    void callersThatAreNotKnownHaveNoLineAndKeysAreInNone() {
        refusal(() -> server.anonymous().getCiphertexts(get("0a")));
        refusal(() ->
                server.client("bearer b1503fb6-d79b-4e9e-826d-44cf262f3e05").getCiphertexts(get("0a")));
        server.client().asyncCompute(compute(encrypt("a1")));

        assertThat(lines.awaitOne()).contains("AsyncCompute").doesNotContain(ServerUnderTest.API_KEY);
    }

    private static AsyncComputation encrypt(String output) {
        return computation(FheOperation.TRIVIAL_ENCRYPT, output, scalar("ff"), scalar("02"));
    }
}
