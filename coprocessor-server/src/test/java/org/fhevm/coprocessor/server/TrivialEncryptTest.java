package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.Status;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.TrivialEncryptBatch;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.config.Fairness;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class TrivialEncryptTest {
    private final FakeEvaluator evaluator = new FakeEvaluator();
    private final Database database;

    @AutoClose
    private final ServerUnderTest server;

    private final FhevmCoprocessorBlockingStub client;

    TrivialEncryptTest(Database database) {
        this.database = database;
        server = ServerUnderTest.with(database, evaluator);
        client = server.client();
    }

    @Test
    void storesEachValueUnderItsHandle() {
        assertThat(client.trivialEncryptCiphertexts(trivial(
                                value("0a", FheType.UINT8, "01ff"),
                                value("0b", FheType.BOOL, "01"),
                                value("0c", FheType.UINT64, "")))
                        .getResponseCode())
                .isZero();

        assertThat(stored()).isEqualTo(Map.of("0a", "2 UINT8=255", "0b", "0 BOOL=1", "0c", "5 UINT64=0"));
    }

    @Test
    void takesHandlesOfUpTo256Bytes() {
        String longest = "ab".repeat(256);
        client.trivialEncryptCiphertexts(trivial(value("", FheType.UINT8, "01"), value(longest, FheType.UINT8, "02")));
        assertThat(stored()).isEqualTo(Map.of("", "2 UINT8=1", longest, "2 UINT8=2"));
        assertRefused(
                "Found ciphertext handle longer than 256 bytes",
                () -> client.trivialEncryptCiphertexts(
                        trivial(value("0a", FheType.UINT8, "01"), value("ab".repeat(257), FheType.UINT8, "02"))));
        assertThat(server.storedRows()).isEqualTo(2);
    }

    @Test
    void isRefusedInWordsWhereItIsTurnedOff() {
        try (ServerUnderTest without = ServerUnderTest.with(
                database, evaluator, config -> config.withFairness(Fairness.DEFAULT.withTrivialEncryption(false)))) {
            assertRefused(
                    "TrivialEncryptCiphertexts is turned off on this server",
                    () -> without.client().trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "01"))));
            assertRefused(
                    "API key unknown/invalid/not provided",
                    () -> without.anonymous().trivialEncryptCiphertexts(trivial()));
        }
    }

    @Test
    void keepsTheCiphertextThatAHandleHas() {
        client.trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "01")));
        client.trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT16, "02"), value("0b", FheType.UINT8, "03")));
        assertThat(stored()).isEqualTo(Map.of("0a", "2 UINT8=1", "0b", "2 UINT8=3"));
    }

    @Test
    void anEmptyBatchSucceedsWithoutLoadingKeys() {
        assertThat(client.trivialEncryptCiphertexts(trivial()).getResponseCode())
                .isZero();
        assertThat(server.keyLoads()).isZero();
    }

    @Test
    void keysAreLoadedOnce() {
        for (int call = 0; call < 5; call++) {
            client.trivialEncryptCiphertexts(trivial(value("0" + call, FheType.UINT8, "01")));
        }
        assertThat(server.keyLoads()).isEqualTo(1);
    }

    @Test
    void theFirstFaultInOrderIsReportedAndNothingIsStored() {
        assertRefused(
                "fhevm error: UnknownFheType(12)",
                () -> client.trivialEncryptCiphertexts(
                        trivial(value("0a", FheType.UINT8, "01"), value("0a", 12, "01"))));
        assertRefused(
                "fhevm error: UnknownFheType(-1)",
                () -> client.trivialEncryptCiphertexts(trivial(value("0a", -1, "01"))));
        assertRefused(
                "Duplicate output handle in ciphertext batch: 0x0a",
                () -> client.trivialEncryptCiphertexts(trivial(
                        value("0a", FheType.UINT8, "01"), value("0a", FheType.UINT8, "01"), value("0b", 12, "01"))));
        assertThat(server.storedRows()).isZero();
    }

    @Test
    void aFailureAmongManyStoresNothing() {
        evaluator.failCompressions(number -> number == 30);
        TrivialEncryptBatch.Builder batch = TrivialEncryptBatch.newBuilder();
        IntStream.range(0, 60)
                .forEach(index -> batch.addValues(
                        value(String.format("%04x", index), FheType.UINT8, String.format("%02x", index))));

        Status status = refusal(() -> client.trivialEncryptCiphertexts(batch.build()));

        assertThat(status.getCode()).isEqualTo(Status.Code.UNKNOWN);
        assertThat(status.getDescription()).startsWith("internal error, request id: ");
        assertThat(server.storedRows()).isZero();
        evaluator.failCompressions(number -> false);
        client.trivialEncryptCiphertexts(batch.build());
        assertThat(server.storedRows()).isEqualTo(60);
    }

    @Test
    void manyValuesAreTakenAtOnce() {
        TrivialEncryptRequestSingle[] values = IntStream.range(0, 6000)
                .mapToObj(index -> value(String.format("%08x", index), FheType.UINT4, "07"))
                .toArray(TrivialEncryptRequestSingle[]::new);
        client.trivialEncryptCiphertexts(trivial(values));
        assertThat(server.rows(CIPHERTEXTS)).isEqualTo(6000);
    }

    @Test
    void valuesThatTakeTooManyBlocksAreRefusedBeforeAnyWorkIsDone() {
        try (ServerUnderTest small = with(Capacity.DEFAULT.withMaximumBlocksPerEncryption(1024 + 16))) {
            small.client()
                    .trivialEncryptCiphertexts(
                            trivial(value("0a", FheType.BYTES256, "01"), value("0b", FheType.BOOL, "01")));
            int compressions = evaluator.compressions();
            assertRefused(
                    "Values to encrypt take too many blocks together, maximum: 1040, got: 1056",
                    () -> small.client()
                            .trivialEncryptCiphertexts(trivial(
                                    value("0c", FheType.BYTES256, "01"),
                                    value("0d", FheType.BOOL, "01"),
                                    value("0e", FheType.BOOL, "01"))));
            assertThat(evaluator.compressions()).isEqualTo(compressions);
            assertThat(small.rows(CIPHERTEXTS)).isEqualTo(2);
        }
    }

    @Test
    void theLargestRequestOfTheReferencesTestsFits() {
        List<TrivialEncryptRequestSingle> values = new ArrayList<>();
        for (FheType type : FheType.values()) {
            // 20 operations, each on two encrypted operands and on one with a scalar; five do not take the widest.
            int count = 3 * (type.bits() >= 512 ? 15 : 20);
            for (int index = 0; index < count; index++) {
                values.add(value(String.format("%04x", values.size()), type, "01"));
            }
        }
        client.trivialEncryptCiphertexts(trivial(values.toArray(TrivialEncryptRequestSingle[]::new)));
        assertThat(server.rows(CIPHERTEXTS)).isEqualTo(values.size());
    }

    private ServerUnderTest with(Capacity capacity) {
        return ServerUnderTest.with(database, evaluator, config -> config.withCapacity(capacity));
    }

    private Map<String, String> stored() {
        return database.dsl()
                .select(CIPHERTEXTS.HANDLE, CIPHERTEXTS.CIPHERTEXT_TYPE, CIPHERTEXTS.CIPHERTEXT)
                .from(CIPHERTEXTS)
                .where(CIPHERTEXTS.TENANT_ID.eq(server.tenant().value()))
                .and(CIPHERTEXTS.CIPHERTEXT_VERSION.eq((short) 0))
                .and(CIPHERTEXTS.INPUT_BLOB_HASH.isNull())
                .fetchMap(
                        row -> HexFormat.of().formatHex(row.value1()),
                        row -> row.value2() + " " + new String(row.value3(), StandardCharsets.US_ASCII));
    }
}
