package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.input;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import io.grpc.Status;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** Uploads that are refused, and store nothing. */
@EmbeddedDatabase
class UploadRefusalsTest extends UploadScenario {
    UploadRefusalsTest(Database database) {
        super(database);
    }

    @Test
    void tooManyListsAreRefused() {
        assertRefused(
                "More than maximum input blobs uploaded, maximum allowed: 10, uploaded: 12",
                () -> client.uploadInputs(upload(Collections.nCopies(12, LIST).toArray(byte[][]::new))));
    }

    @Test
    void tooManyValuesAreRefusedBeforeAnyWorkIsDone() {
        FheType[] values = Collections.nCopies(300, FheType.BOOL).toArray(FheType[]::new);
        refuses(
                "Input blob contains too many ciphertexts, input blob index: 1, ciphertexts in blob: 300, "
                        + "maximum ciphertexts in blob allowed: 255",
                LIST,
                InputPayloads.of(1, values));
        client.uploadInputs(upload(InputPayloads.of(1, Arrays.copyOf(values, 255))));
    }

    @Test
    void bytesThatAreNoListAreRefused() {
        assertMalformed(new byte[0]);
        assertMalformed(new byte[] {1, 2, 3});
        assertMalformed(Arrays.copyOf(LIST, 32));
        assertMalformed(Arrays.copyOf(LIST, LIST.length - 1));
        assertMalformed(FakeEvaluator.stored(FheType.UINT8, BigInteger.ONE));
    }

    @Test
    void aListUnderOtherParametersIsRefused() {
        refuses(
                "error deserializing ciphertext: \"Deserialized object of type "
                        + "high_level_api::ProvenCompactCiphertextList not conformant with given parameter set\"",
                LIST,
                InputPayloads.withNoiseLevel(2, FheType.UINT8));
    }

    @Test
    void aListWithoutValuesIsRefused() {
        assertMalformed(InputPayloads.ofKinds(1, List.of()));
    }

    @Test
    void kindsWithoutATypeAreNamed() {
        refuses(
                "unsupported tfhe type found while expanding ciphertexts: Uint2",
                InputPayloads.ofKinds(1, List.of(new DataKind.Bool(), new DataKind.Unsigned(1))));
        refuses(
                "unsupported tfhe type found while expanding ciphertexts: Int8",
                InputPayloads.ofKinds(1, List.of(new DataKind.Signed(4))));
        refuses(
                "unsupported tfhe type found while expanding ciphertexts: Uint14",
                InputPayloads.ofKinds(1, List.of(new DataKind.Unsigned(7))));
    }

    @Test
    void listsThatWouldExpandBeyondMeasureAreRefusedBeforeAnyWorkIsDone() {
        try (ServerUnderTest small = with(Capacity.DEFAULT.withMaximumBlocksPerUpload(64))) {
            byte[] half = InputPayloads.of(1, FheType.UINT64);
            small.client().uploadInputs(upload(half, half));
            int expansions = evaluator.expansions();
            assertRefused(
                    "Input blobs take too many blocks together, maximum: 64, got: 65",
                    () -> small.client().uploadInputs(upload(half, half, InputPayloads.of(2, FheType.BOOL))));
            assertThat(evaluator.expansions()).isEqualTo(expansions);
        }
    }

    @Test
    void aListThatWouldExpandBeyondMeasureIsRefusedBeforeAnyWorkIsDone() {
        byte[] widest = InputPayloads.of(1, FheType.BYTES256, FheType.BYTES128);
        try (ServerUnderTest small = with(Capacity.DEFAULT.withMaximumBlocksPerList(1024 + 512))) {
            small.client().uploadInputs(upload(widest));
            int expansions = evaluator.expansions();
            assertRefused(
                    "Input blob takes too many blocks, input blob index: 1, maximum: 1536, got: 1537",
                    () -> small.client()
                            .uploadInputs(upload(
                                    widest, InputPayloads.of(2, FheType.BYTES256, FheType.BYTES128, FheType.BOOL))));
            assertThat(evaluator.expansions()).isEqualTo(expansions);
        }
    }

    private ServerUnderTest with(Capacity capacity) {
        return ServerUnderTest.with(database, evaluator, config -> config.withCapacity(capacity));
    }

    @Test
    void addressesAreCheckedBeforeLists() {
        String bad = "0x1BdA2a485c339C95a9AbfDe52E80ca38e34C199g";
        assertRefused(
                "Cannot parse ethereum address: " + bad + ", error: invalid character 'g' at position 39",
                () -> client.uploadInputs(InputUploadBatch.newBuilder()
                        .addInputCiphertexts(input(new byte[0], ServerUnderTest.CONTRACT, bad))
                        .build()));
        assertRefused(
                "Cannot parse ethereum address: 0x12345, error: odd number of digits",
                () -> client.uploadInputs(InputUploadBatch.newBuilder()
                        .addInputCiphertexts(input(LIST, "0x12345", bad))
                        .build()));
        assertThat(server.storedRows()).isZero();
    }

    @Test
    void aTenantRowWithABadAddressIsReportedAsSuch() {
        String key = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";
        server.addTenant(key, ServerUnderTest.ACL, "0xabc");
        assertRefused(
                "Cannot parse tenant ethereum verifying contract address: 0xabc, error: odd number of digits",
                () -> server.client("bearer " + key).uploadInputs(upload(LIST)));
    }

    @Test
    void aFailureAfterSomeWorkStoresNothing() {
        evaluator.failCompressions(number -> number == 2);
        Status status = refusal(() -> client.uploadInputs(upload(LIST, InputPayloads.of(2, FheType.UINT8))));
        assertThat(status.getDescription()).startsWith("internal error, request id: ");
        assertThat(server.storedRows()).isZero();
    }

    private void assertMalformed(byte[] payload) {
        int expansions = evaluator.expansions();
        Status status = refusal(() -> client.uploadInputs(upload(LIST, payload)));
        assertThat(status.getDescription())
                .startsWith("error deserializing ciphertext: \"")
                .endsWith("\"");
        assertThat(server.storedRows()).isZero();
        assertThat(evaluator.expansions()).isEqualTo(expansions);
    }

    private void refuses(String text, byte[]... payloads) {
        int expansions = evaluator.expansions();
        assertRefused(text, () -> client.uploadInputs(upload(payloads)));
        assertThat(server.storedRows()).isZero();
        assertThat(evaluator.expansions()).as("lists expanded").isEqualTo(expansions);
    }
}
