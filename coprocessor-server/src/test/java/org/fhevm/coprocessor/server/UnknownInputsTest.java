package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Requests.computation;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.handle;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HexFormat;
import java.util.List;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.repository.BlockedComputations;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.UnknownInputs;
import org.fhevm.coprocessor.server.input.InputHandles;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.Record;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * Computations on inputs that have not been uploaded yet, on a server that lets them wait. Handle 02 is stored, a
 * uint8.
 */
@EmbeddedDatabase
class UnknownInputsTest {
    private static final int MAXIMUM = 3;
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(90);
    private static final byte[] LIST = InputPayloads.of(1, FheType.BOOL, FheType.UINT8, FheType.UINT8);

    /** The handles that an upload of the list will give its values. */
    private static final List<Handle> INPUTS = InputHandles.of(
            BlobHash.of(LIST),
            EthereumAddress.parse(ServerUnderTest.ACL),
            ServerUnderTest.CHAIN,
            List.of(FheType.BOOL, FheType.UINT8, FheType.UINT8));

    private static final String LATE = hex(INPUTS.get(1));
    private static final String LATER = hex(INPUTS.get(2));
    private static final String U8 = "02";

    private final Database database;

    @AutoClose
    private final ServerUnderTest server;

    private final FhevmCoprocessorBlockingStub client;

    UnknownInputsTest(Database database) {
        this.database = database;
        server = ServerUnderTest.with(
                database,
                new FakeEvaluator(),
                config -> config.withUnknownInputs(new UnknownInputs.Wait(MAXIMUM, LONGEST_WAIT)));
        client = server.client();
        client.trivialEncryptCiphertexts(trivial(value(U8, FheType.UINT8, "08"), value("03", FheType.UINT16, "01")));
    }

    @Test
    void aComputationOnAnUnknownInputIsStoredAndBlocked() {
        client.asyncCompute(
                compute(add("a1", U8, LATE), add("a2", U8, U8), add("a3", "a1", U8), add("a4", LATER, LATE)));

        assertThat(row("a1").get(COMPUTATIONS.WAITS_FOR)).isEqualTo(bytes(LATE));
        assertThat(row("a1").get(COMPUTATIONS.OUTPUT_TYPE)).isEqualTo((short) FheType.UINT8.code());
        assertThat(Duration.between(
                        row("a1").get(COMPUTATIONS.UNKNOWN_INPUT_SINCE),
                        row("a1").get(COMPUTATIONS.UNKNOWN_INPUT_DEADLINE)))
                .isEqualTo(LONGEST_WAIT);
        assertThat(row("a4").get(COMPUTATIONS.WAITS_FOR)).isEqualTo(bytes(LATER));
        for (String free : List.of("a2", "a3")) {
            assertThat(row(free).get(COMPUTATIONS.WAITS_FOR)).as(free).isNull();
            assertThat(row(free).get(COMPUTATIONS.UNKNOWN_INPUT_DEADLINE))
                    .as(free)
                    .isNull();
        }
    }

    @Test
    void itsResultIsKnownToLaterRequests() {
        client.asyncCompute(compute(add("a1", U8, LATE)));

        client.asyncCompute(compute(add("b1", "a1", U8)));

        assertThat(row("b1").get(COMPUTATIONS.OUTPUT_TYPE)).isEqualTo((short) FheType.UINT8.code());
    }

    @Test
    void theTypeThatAHandleSaysIsChecked() {
        assertRefused(
                "fhevm error: FheOperationDoesntHaveUniformTypesAsInput { fhe_operation: 0, fhe_operation_name: \"FheAdd\","
                        + " operand_types: [2, 3] }",
                () -> client.asyncCompute(compute(add("a1", LATE, "03"))));
        assertThat(server.rows(COMPUTATIONS)).isZero();
    }

    @Test
    void aHandleThatSaysNoTypeIsRefused() {
        String short31 = LATE.substring(2);
        String version1 = LATE.substring(0, 62) + "01";
        String type12 = LATE.substring(0, 60) + "0c00";
        for (String unknown : List.of("77", short31, version1, type12, LATE + "00")) {
            assertRefused(
                    "Ciphertexts not found: [\"0x" + unknown + "\"]",
                    () -> client.asyncCompute(compute(add("a1", U8, unknown))));
        }
        assertThat(server.rows(COMPUTATIONS)).isZero();
    }

    @Test
    void anUploadWakesWhatWaitsForIt() throws Exception {
        client.asyncCompute(compute(add("a1", U8, LATE), add("a2", U8, unknown(1))));
        try (Connection listener = database.openDedicatedConnection();
                Statement statement = listener.createStatement()) {
            statement.execute("listen work_available");

            client.uploadInputs(upload(LIST));

            assertThat(listener.unwrap(PGConnection.class).getNotifications(10_000))
                    .isNotEmpty();
        }
        assertThat(row("a1").get(COMPUTATIONS.WAITS_FOR)).isNull();
        assertThat(row("a2").get(COMPUTATIONS.WAITS_FOR)).isNotNull();
    }

    @Test
    void trivialEncryptionWakesWhatWaitsForItAndTheRowOfThatName() {
        client.asyncCompute(compute(add("a1", U8, unknown(1)), add(unknown(2), U8, unknown(3))));

        client.trivialEncryptCiphertexts(
                trivial(value(unknown(1), FheType.UINT8, "01"), value(unknown(2), FheType.UINT8, "01")));

        assertThat(row("a1").get(COMPUTATIONS.WAITS_FOR)).isNull();
        assertThat(row(unknown(2)).get(COMPUTATIONS.WAITS_FOR)).isNull();
    }

    @Test
    void nothingIsWokenForOtherTenantsOrWhatIsNotStored() {
        client.asyncCompute(compute(add("a1", U8, unknown(1))));

        new BlockedComputations(database.dsl()).wake(server.tenant(), List.of(Handle.fromHex(unknown(1))));

        assertThat(row("a1").get(COMPUTATIONS.WAITS_FOR)).isNotNull();
    }

    @Test
    void aTenantHasABoundedNumberOfThem() {
        client.asyncCompute(compute(add("a1", U8, unknown(1)), add("a2", U8, unknown(1))));

        assertRefused(
                "Ciphertexts not found: [\"0x" + unknown(2) + "\", \"0x" + unknown(3) + "\"]",
                () -> client.asyncCompute(compute(add("a3", U8, unknown(2)), add("a4", U8, unknown(3)))));
        client.asyncCompute(compute(add("a3", U8, unknown(2)), add("a5", "a3", U8)));
        assertRefused(
                "Ciphertexts not found: [\"0x" + unknown(3) + "\"]",
                () -> client.asyncCompute(compute(add("a6", U8, unknown(3)))));
        client.asyncCompute(compute(add("a7", U8, U8)));
        assertThat(server.rows(COMPUTATIONS)).isEqualTo(5);

        client.trivialEncryptCiphertexts(trivial(value(unknown(1), FheType.UINT8, "01")));

        await().ignoreExceptions()
                .until(() -> client.asyncCompute(compute(add("a6", U8, unknown(3)), add("a8", U8, unknown(3))))
                                .getResponseCode()
                        == 0);
    }

    @Test
    void aRepetitionChangesNothing() {
        client.asyncCompute(compute(add("a1", U8, unknown(1)), add("a2", U8, U8)));
        OffsetDateTime deadline = row("a1").get(COMPUTATIONS.UNKNOWN_INPUT_DEADLINE);
        database.dsl().execute("update computations set waits_for = null");

        client.asyncCompute(compute(add("a1", U8, unknown(1)), add("a2", U8, unknown(1)), add("a3", U8, U8)));

        assertThat(row("a1").get(COMPUTATIONS.UNKNOWN_INPUT_DEADLINE)).isEqualTo(deadline);
        assertThat(row("a1").get(COMPUTATIONS.WAITS_FOR)).isNull();
        assertThat(row("a2").get(COMPUTATIONS.WAITS_FOR)).isNull();
    }

    private static AsyncComputation add(String output, String left, String right) {
        return computation(FheOperation.ADD, output, handle(left), handle(right));
    }

    /** A handle of a uint8, in the form that it has on chain. */
    private static String unknown(int number) {
        return "%060x0200".formatted(number);
    }

    private Record row(String output) {
        return database.dsl()
                .selectFrom(COMPUTATIONS)
                .where(COMPUTATIONS.OUTPUT_HANDLE.eq(bytes(output)))
                .fetchSingle();
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    private static String hex(Handle handle) {
        return handle.hex().substring(2);
    }
}
