package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.computation;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.handle;
import static org.fhevm.coprocessor.server.testing.Requests.scalar;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.unset;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.AsyncComputationInput;
import io.grpc.fhevmcoprocessor.AsyncComputeRequest;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.netty.shaded.io.grpc.netty.NettyChannelBuilder;
import io.grpc.stub.MetadataUtils;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.config.LimitsConfig;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.LogCapture;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.Record;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Scheduling through gRPC against a real database. Handles 00 to 04 and 09 are stored, of the types of those codes. */
@EmbeddedDatabase
class AsyncComputeTest {
    private static final String BOOL = "00";
    private static final String U8 = "02";
    private static final String U16 = "03";
    private static final String U32 = "04";
    private static final String BYTES64 = "09";

    private final Database database;

    @AutoClose
    private final ServerUnderTest server;

    private final FhevmCoprocessorBlockingStub client;

    AsyncComputeTest(Database database) {
        this.database = database;
        server = ServerUnderTest.with(
                database,
                new FakeEvaluator(),
                config -> config.withLimits(new LimitsConfig(1000, 10, 10, 255, 4 << 20)));
        client = server.client();
        client.trivialEncryptCiphertexts(trivial(
                value(BOOL, FheType.BOOL, "01"),
                value(U8, FheType.UINT8, "08"),
                value(U16, FheType.UINT16, "10"),
                value(U32, FheType.UINT32, "20"),
                value(BYTES64, FheType.BYTES64, "40")));
    }

    @Test
    void storesAComputationForTheWorker() {
        assertThat(client.asyncCompute(compute(computation(FheOperation.SUB, "a1", handle(U16), scalar("0f"))))
                        .getResponseCode())
                .isZero();

        Record row = row("a1");
        assertThat(row.get(COMPUTATIONS.TENANT_ID)).isEqualTo(server.tenant().value());
        assertThat(row.get(COMPUTATIONS.OUTPUT_TYPE)).isEqualTo((short) 3);
        assertThat(row.get(COMPUTATIONS.FHE_OPERATION)).isEqualTo((short) 1);
        assertThat(row.get(COMPUTATIONS.DEPENDENCIES)).isEqualTo(new byte[][] {{3}, {15}});
        assertThat(row.get(COMPUTATIONS.IS_SCALAR)).isTrue();
        assertThat(row.get(COMPUTATIONS.IS_COMPLETED)).isFalse();
        assertThat(row.get(COMPUTATIONS.IS_ERROR)).isFalse();
    }

    @Test
    void derivesTheTypeOfEachResult() {
        client.asyncCompute(compute(
                computation(FheOperation.ADD, "a1", handle(U8), handle(U8)),
                computation(FheOperation.LT, "a2", handle("a1"), handle(U8)),
                computation(FheOperation.IF_THEN_ELSE, "a3", handle("a2"), handle(U16), handle(U16)),
                computation(FheOperation.CAST, "a4", handle(BOOL), scalar("0b")),
                computation(FheOperation.TRIVIAL_ENCRYPT, "a5", scalar("ff"), scalar("07"))));

        assertThat(types("a1", "a2", "a3", "a4", "a5")).containsExactly(2, 0, 3, 11, 7);
        assertThat(row("a3").get(COMPUTATIONS.IS_SCALAR)).isFalse();
        assertThat(row("a5").get(COMPUTATIONS.IS_SCALAR)).isTrue();
    }

    @Test
    void acceptsComputationsInAnyOrderAndStoresThemInDependencyOrder() {
        client.asyncCompute(compute(
                computation(FheOperation.ADD, "a3", handle("a2"), scalar("10")),
                computation(FheOperation.ADD, "a2", handle("a1"), handle("a1")),
                computation(FheOperation.ADD, "a1", handle(U8), handle(U8))));

        List<String> queue = database.dsl()
                .select(COMPUTATIONS.OUTPUT_HANDLE)
                .from(COMPUTATIONS)
                .orderBy(COMPUTATIONS.SUBMISSION)
                .fetch(row -> HexFormat.of().formatHex(row.value1()));
        assertThat(queue).containsExactly("a1", "a2", "a3");
    }

    @Test
    void buildsOnPendingComputationsOfEarlierRequestsEvenFailedOnes() {
        client.asyncCompute(compute(computation(FheOperation.EQ, "a1", handle(U8), handle(U8))));
        database.dsl().update(COMPUTATIONS).set(COMPUTATIONS.IS_ERROR, true).execute();
        client.asyncCompute(compute(computation(FheOperation.NOT, "a2", handle("a1"))));
        assertThat(types("a2")).containsExactly(0);
    }

    @Test
    void aStoredCiphertextTellsTheTypeBetterThanAComputation() {
        client.asyncCompute(compute(computation(FheOperation.ADD, "a1", handle(U8), handle(U8))));
        insertCiphertext("a1", 3, 5);
        insertCiphertext("a1", 0, 4);
        client.asyncCompute(compute(computation(FheOperation.NOT, "a2", handle("a1"))));
        assertThat(types("a2")).containsExactly(4);
    }

    @Test
    void anEmptyRequestSucceeds() {
        assertThat(client.asyncCompute(compute()).getResponseCode()).isZero();
    }

    @Test
    void repeatingARequestChangesNothingAndTheFirstDefinitionStands() {
        AsyncComputeRequest first = compute(computation(FheOperation.ADD, "a1", handle(U8), scalar("01")));
        client.asyncCompute(first);
        Record before = row("a1");

        client.asyncCompute(first);
        client.asyncCompute(compute(computation(FheOperation.SUB, "a1", handle(U16), scalar("07"))));

        assertThat(row("a1")).isEqualTo(before);
        assertThat(server.rows(COMPUTATIONS)).isEqualTo(1);
        assertRefused(
                "Ciphertexts not found: [\"0xee\"]",
                () -> client.asyncCompute(compute(computation(FheOperation.ADD, "a1", handle("ee"), scalar("01")))));
    }

    @Test
    void tellsWorkersOnceWhenSomethingWasAdded() throws Exception {
        try (Connection listener = database.openDedicatedConnection();
                Statement statement = listener.createStatement()) {
            statement.execute("listen work_available");
            AsyncComputeRequest request = compute(
                    computation(FheOperation.ADD, "a1", handle(U8), scalar("01")),
                    computation(FheOperation.ADD, "a2", handle(U8), scalar("02")));
            client.asyncCompute(request);
            assertThat(notifications(listener, 10_000)).singleElement().satisfies(notification -> {
                assertThat(notification.getName()).isEqualTo("work_available");
                assertThat(notification.getParameter()).isEmpty();
            });

            client.asyncCompute(request);
            client.asyncCompute(compute());
            refusal(() -> client.asyncCompute(compute(computation(FheOperation.ADD, "a3", handle(U8), handle(U16)))));
            assertThat(notifications(listener, 200)).isEmpty();
        }
    }

    @Test
    void tenantsDoNotSeeEachOther() {
        String key = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";
        int other = server.addTenant(key, ServerUnderTest.ACL, ServerUnderTest.VERIFIER)
                .value();
        FhevmCoprocessorBlockingStub stranger = server.client("bearer " + key);

        AsyncComputeRequest request = compute(computation(FheOperation.NOT, "a1", handle(U8)));
        client.asyncCompute(request);
        assertRefused("Ciphertexts not found: [\"0x02\"]", () -> stranger.asyncCompute(request));

        stranger.trivialEncryptCiphertexts(trivial(value(U8, FheType.UINT64, "08")));
        stranger.asyncCompute(request);
        assertThat(database.dsl()
                        .select(COMPUTATIONS.OUTPUT_TYPE)
                        .from(COMPUTATIONS)
                        .where(COMPUTATIONS.TENANT_ID.eq(other))
                        .fetchOne(COMPUTATIONS.OUTPUT_TYPE))
                .isEqualTo((short) 5);
        assertThat(server.rows(COMPUTATIONS)).isEqualTo(2);
    }

    @Test
    void whatIsWrongIsSaidInTheWordsThatClientsKnow() {
        String sum = "fhe_operation: 0, fhe_operation_name: \"FheAdd\"";
        refuses(
                "fhevm error: FheOperationDoesntHaveUniformTypesAsInput { " + sum + ", operand_types: [2, 3] }",
                computation(FheOperation.ADD, "a1", handle(U8), handle(U16)));
        refuses("Found ciphertext handle is empty: 0x", computation(FheOperation.ADD, "a1", handle(U32), handle("")));
        refuses(
                "Found ciphertext handle longer than 256 bytes",
                computation(FheOperation.ADD, "a1", handle(U32), handle("00".repeat(257))));
        refuses("Found ciphertext handle is empty: 0x", computation(FheOperation.ADD, "", handle(U8), handle(U8)));
        refuses(
                "Found ciphertext handle longer than 256 bytes",
                computation(FheOperation.ADD, "00".repeat(257), handle(U8), handle(U8)));
        refuses(
                "fhevm error: UnexpectedOperandCountForFheOperation { " + sum
                        + ", expected_operands: 2, got_operands: 3 }",
                computation(FheOperation.ADD, "a1", handle(U32), handle(U32), handle(U32)));
        refuses(
                "fhevm error: FheOperationOnlySecondOperandCanBeScalar { scalar_input_index: 0, "
                        + "only_allowed_scalar_input_index: 1 }",
                computation(FheOperation.ADD, "a1", scalar("7b"), handle(U32)));
        refuses(
                "fhevm error: FheOperationScalarDivisionByZero { lhs_handle: \"0x04\", rhs_value: \"0x00\", "
                        + "fhe_operation: 3, fhe_operation_name: \"FheDiv\" }",
                computation(FheOperation.DIV, "a1", handle(U32), scalar("00")));
        refuses(
                "fhevm error: OperationDoesntSupportBooleanInputs { " + sum + ", operand_type: 0 }",
                computation(FheOperation.ADD, "a1", handle(BOOL), handle(BOOL)));
        refuses(
                "fhevm error: OperationDoesntSupportBooleanInputs { fhe_operation: 20, "
                        + "fhe_operation_name: \"FheNeg\", operand_type: 0 }",
                computation(FheOperation.NEG, "a1", handle(BOOL)));
        refuses(
                "fhevm error: FheOperationDoesntSupportEbytesAsInput { lhs_handle: \"0x09\", rhs_handle: \"0x0a\", "
                        + sum + " }",
                computation(FheOperation.ADD, "a1", handle(BYTES64), scalar("0a")));
        refuses("fhevm error: UnknownFheOperation(22)", computation(22, "a1", handle(U8)));
        refuses("fhevm error: UnknownFheOperation(-5)", computation(-5, "a1", handle(U8)));
        refuses("fhevm error: UnknownFheOperation(32)", computation(32, "a1", handle(U8)));
        refuses("fhevm error: UnknownFheType(12)", computation(FheOperation.CAST, "a1", handle(U8), scalar("0c")));
        refuses(
                "Output handle is also on of the input handles: 0xa1",
                computation(FheOperation.ADD, "a1", handle(U8), handle("a1")));
        refuses(
                "computation has undefined input, output handle: 0xa2, input index: 1",
                computation(FheOperation.NOT, "a1", handle(U8)),
                computation(FheOperation.ADD, "a2", handle(U8), unset()));
        refuses(
                "Duplicate output handle in ciphertext batch: 0xa1",
                computation(FheOperation.NOT, "a1", handle(U8)),
                computation(FheOperation.NOT, "a1", handle(U8)));
        refuses(
                "fhe computation with output handle 0xa3 with dependency \"0xa2\" has circular dependency and is "
                        + "uncomputable",
                computation(FheOperation.ADD, "a2", handle(U8), handle("a1")),
                computation(FheOperation.ADD, "a3", handle(U8), handle("a2")),
                computation(FheOperation.ADD, "a1", handle(U8), handle("a3")));
        refuses(
                "Ciphertexts not found: [\"0x0102\", \"0xee\", \"0xeeee\"]",
                computation(FheOperation.ADD, "a1", handle("eeee"), handle("ee")),
                computation(FheOperation.ADD, "a2", handle("ee"), handle("0102")),
                computation(FheOperation.ADD, "a3", handle(U8), handle(U8)));
    }

    @Test
    void unknownInputsAreReportedBeforeTypesAndCyclesBeforeBoth() {
        AsyncComputation illTyped = computation(FheOperation.ADD, "a1", handle(U8), handle(U16));
        AsyncComputation dangling = computation(FheOperation.NOT, "a2", handle("ee"));
        refuses("Ciphertexts not found: [\"0xee\"]", illTyped, dangling);
        refuses(
                "fhe computation with output handle 0xa3 with dependency \"0xa4\" has circular dependency and is "
                        + "uncomputable",
                illTyped,
                dangling,
                computation(FheOperation.NOT, "a4", handle("a3")),
                computation(FheOperation.NOT, "a3", handle("a4")));
    }

    @Test
    void moreOperandsThanAnyOperationHasAreRefusedWithoutLookingForThem() {
        AsyncComputationInput[] four = Collections.nCopies(4, handle("ee")).toArray(AsyncComputationInput[]::new);
        refuses(
                "fhevm error: UnexpectedOperandCountForFheOperation { fhe_operation: 0, fhe_operation_name: \"FheAdd\", "
                        + "expected_operands: 2, got_operands: 4 }",
                computation(FheOperation.ADD, "a1", four));
        refuses(
                "Ciphertexts not found: [\"0xee\"]",
                computation(FheOperation.ADD, "a1", handle("ee"), handle("ee"), handle("ee")));
        refuses("Output handle is also on of the input handles: 0xee", computation(FheOperation.ADD, "ee", four));
    }

    @Test
    void aLongListOfUnknownInputsReachesItsCaller() throws Exception {
        List<AsyncComputation> computations = IntStream.range(0, 700)
                .mapToObj(index -> computation(
                        FheOperation.ADD,
                        String.format("b%07x", index),
                        handle(String.format("%064x", 2 * index)),
                        handle(String.format("%064x", 2 * index + 1))))
                .toList();
        ServerConfig config = ServerConfig.at(new InetSocketAddress("localhost", 0));
        try (ServerDaemon daemon =
                ServerDaemon.start(config, server.parts(ServerUnderTest.loader(new FakeEvaluator())))) {
            ManagedChannel socket = NettyChannelBuilder.forAddress("localhost", daemon.port())
                    .usePlaintext()
                    .build();
            Status status = refusal(() -> FhevmCoprocessorGrpc.newBlockingStub(socket)
                    .withInterceptors(MetadataUtils.newAttachHeadersInterceptor(
                            ServerUnderTest.authorization("bearer " + ServerUnderTest.API_KEY)))
                    .asyncCompute(AsyncComputeRequest.newBuilder()
                            .addAllComputations(computations)
                            .build()));
            socket.shutdownNow();
            assertThat(status.getDescription())
                    .startsWith("Ciphertexts not found: [\"0x" + "0".repeat(64) + "\", \"0x")
                    .endsWith("\", and 1343 more]");
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "GET_CIPHERTEXT")
    void everyRowOfTheTableIsAccepted(FheOperation operation) {
        AsyncComputation wellFormed = switch (operation.scalarRule()) {
            case RIGHT_ALLOWED -> computation(operation, "a1", handle(U8), scalar("01"));
            case RIGHT_REQUIRED -> computation(operation, "a1", handle(U8), scalar("01"));
            case NEVER ->
                operation.arity() == 1
                        ? computation(operation, "a1", handle(U8))
                        : computation(operation, "a1", handle(BOOL), handle(U8), handle(U8));
            case ALL ->
                operation.arity() == 2
                        ? computation(operation, "a1", scalar("01"), scalar("02"))
                        : computation(operation, "a1", scalar("01"), scalar("01"), scalar("02"));
        };
        client.asyncCompute(compute(wellFormed));
        assertThat(server.rows(COMPUTATIONS)).isEqualTo(1);
    }

    @Test
    void theSizeOfARequestIsCheckedOnceTheApiKeyIsKnown() {
        AsyncComputeRequest tooLarge = AsyncComputeRequest.newBuilder()
                .addAllComputations(Collections.nCopies(1001, AsyncComputation.getDefaultInstance()))
                .build();
        assertRefused(
                "maximum ciphertexts exceeded in batch, maximum: 1000, got: 1001", () -> client.asyncCompute(tooLarge));
        assertRefused(
                "API key unknown/invalid/not provided", () -> server.anonymous().asyncCompute(tooLarge));
    }

    @Test
    void aLargeRequestIsStoredWhole() {
        List<AsyncComputation> chain = new ArrayList<>();
        IntStream.range(0, 1000)
                .forEach(index -> chain.add(computation(
                        FheOperation.ADD,
                        String.format("%064x", index + 1),
                        handle(index == 0 ? U8 : String.format("%064x", index)),
                        scalar("01"))));
        Collections.reverse(chain);
        client.asyncCompute(
                AsyncComputeRequest.newBuilder().addAllComputations(chain).build());
        assertThat(server.rows(COMPUTATIONS)).isEqualTo(1000);
    }

    @Test
    void theSameRequestFromSeveralCallersAtOnceIsStoredOnce() throws Exception {
        List<AsyncComputation> computations = new ArrayList<>(IntStream.range(0, 200)
                .mapToObj(index -> computation(FheOperation.NOT, String.format("b%07x", index), handle(U8)))
                .toList());
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> calls = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                Collections.shuffle(computations, new Random(caller));
                AsyncComputeRequest request = AsyncComputeRequest.newBuilder()
                        .addAllComputations(computations)
                        .build();
                calls.add(callers.submit(() -> {
                    start.await();
                    return client.asyncCompute(request).getResponseCode();
                }));
            }
            start.countDown();
            for (Future<Integer> call : calls) {
                assertThat(call.get()).isZero();
            }
        }
        assertThat(server.rows(COMPUTATIONS)).isEqualTo(200);
    }

    @Test
    void aDatabaseThatFailsIsReportedAsSuch() {
        database.dsl().execute("alter table computations rename to computations_away");
        try {
            try (LogCapture log = LogCapture.of("grpc_server")) {
                assertRefused(
                        "Coprocessor db error: the database refused a statement",
                        () -> client.asyncCompute(
                                compute(computation(FheOperation.ADD, "a1", handle(U8), handle(U8)))));
                assertThat(log.lines())
                        .as("operators learn what the driver said")
                        .singleElement()
                        .asString()
                        .startsWith("WARN AsyncCompute failed in the database: ")
                        .contains("relation \"computations\" does not exist")
                        .doesNotContain("select");
            }
        } finally {
            database.dsl().execute("alter table computations_away rename to computations");
        }
    }

    /** Asserts the text, and that nothing was stored, even for a valid computation of the same request. */
    private void refuses(String text, AsyncComputation... computations) {
        int before = server.storedRows();
        List<AsyncComputation> request = new ArrayList<>(List.of(computations));
        request.add(computation(FheOperation.NOT, "ffff", handle(U8)));
        assertRefused(
                text,
                () -> client.asyncCompute(AsyncComputeRequest.newBuilder()
                        .addAllComputations(request)
                        .build()));
        assertThat(server.storedRows()).as("rows after the refusal").isEqualTo(before);
    }

    private Record row(String handle) {
        return database.dsl()
                .select(COMPUTATIONS.fields())
                .from(COMPUTATIONS)
                .where(COMPUTATIONS.OUTPUT_HANDLE.eq(HexFormat.of().parseHex(handle)))
                .fetchSingle();
    }

    private List<Integer> types(String... handles) {
        return List.of(handles).stream()
                .map(handle -> row(handle).get(COMPUTATIONS.OUTPUT_TYPE).intValue())
                .toList();
    }

    private void insertCiphertext(String handle, int version, int type) {
        database.dsl()
                .insertInto(CIPHERTEXTS)
                .set(CIPHERTEXTS.TENANT_ID, server.tenant().value())
                .set(CIPHERTEXTS.HANDLE, HexFormat.of().parseHex(handle))
                .set(CIPHERTEXTS.CIPHERTEXT, new byte[] {1})
                .set(CIPHERTEXTS.CIPHERTEXT_VERSION, (short) version)
                .set(CIPHERTEXTS.CIPHERTEXT_TYPE, (short) type)
                .execute();
    }

    private static List<PGNotification> notifications(Connection listener, int millis) throws Exception {
        PGNotification[] received = listener.unwrap(PGConnection.class).getNotifications(millis);
        return received == null ? List.of() : List.of(received);
    }
}
