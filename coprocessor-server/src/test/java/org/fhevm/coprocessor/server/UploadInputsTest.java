package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.INPUT_BLOBS;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.input;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import io.grpc.Status;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.InputCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Capacity;
import org.fhevm.coprocessor.server.config.Fairness;
import org.fhevm.coprocessor.server.config.FheWork;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.signing.InputAttestation;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.Requests;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class UploadInputsTest {

    private static final byte[] LIST = InputPayloads.of(1, FheType.BOOL, FheType.UINT8, FheType.UINT160);

    private static final String OTHER_KEY = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";

    private final FakeEvaluator evaluator = new FakeEvaluator();
    private Database database;
    private ServerUnderTest server;
    private FhevmCoprocessorBlockingStub client;

    @BeforeEach
    void start(Database database) {
        this.database = database;
        server = ServerUnderTest.with(database, evaluator);
        client = server.client();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void namesAndStoresEachValueOfAList() {
        InputCiphertextResponse answer = client.uploadInputs(upload(LIST)).getUploadResponses(0);

        assertThat(answer.getHashOfCiphertext().toByteArray()).isEqualTo(Keccak256.hash(LIST));
        assertThat(answer.getInputHandlesList())
                .extracting(InputCiphertextResponseHandle::getCiphertextType)
                .containsExactly(0, 2, 7);
        for (int index = 0; index < 3; index++) {
            byte[] handle = answer.getInputHandles(index).getHandle().toByteArray();
            assertThat(handle).hasSize(32).endsWith(index, new int[] {0, 2, 7}[index], 0);
            byte[] preimage = Keccak256.hash(
                    Keccak256.hash(LIST),
                    new byte[] {(byte) index},
                    EthereumAddress.parse(ServerUnderTest.ACL).bytes(),
                    new byte[] {0, 0, 0, 0, 0, 0, 0x30, 0x39});
            assertThat(Arrays.copyOf(handle, 29)).isEqualTo(Arrays.copyOf(preimage, 29));
        }
        assertThat(database.dsl()
                        .select(CIPHERTEXTS.CIPHERTEXT, CIPHERTEXTS.CIPHERTEXT_TYPE, CIPHERTEXTS.INPUT_BLOB_INDEX)
                        .from(CIPHERTEXTS)
                        .where(CIPHERTEXTS.INPUT_BLOB_HASH.eq(Keccak256.hash(LIST)))
                        .orderBy(CIPHERTEXTS.INPUT_BLOB_INDEX)
                        .fetch(row -> new String(row.value1(), StandardCharsets.US_ASCII) + " " + row.value2() + " "
                                + row.value3()))
                .containsExactly("BOOL=0 0 0", "UINT8=1 2 1", "UINT160=2 7 2");
        assertThat(database.dsl()
                        .select(INPUT_BLOBS.BLOB_DATA, INPUT_BLOBS.BLOB_CIPHERTEXT_COUNT)
                        .from(INPUT_BLOBS)
                        .fetchSingle())
                .satisfies(row -> {
                    assertThat(row.value1()).isEqualTo(LIST);
                    assertThat(row.value2()).isEqualTo(3);
                });
    }

    @Test
    void attestsTheHandlesToUserAndContract() {
        InputCiphertextResponse answer = client.uploadInputs(InputUploadBatch.newBuilder()
                        .addInputCiphertexts(input(
                                LIST,
                                ServerUnderTest.CONTRACT.toLowerCase(),
                                ServerUnderTest.USER.substring(2).toUpperCase()))
                        .build())
                .getUploadResponses(0);

        assertThat(answer.getAclAddress()).isEqualTo(ServerUnderTest.ACL);
        assertThat(answer.getContractAddress()).isEqualTo(ServerUnderTest.CONTRACT);
        assertThat(answer.getUserAddress()).isEqualTo(ServerUnderTest.USER);
        assertThat(answer.getSignerAddress()).isEqualTo("0xc9990FEfE0c27D31D0C2aa36196b085c0c4d456c");
        byte[] digest = new InputAttestation(
                        EthereumAddress.parse(ServerUnderTest.ACL),
                        BlobHash.of(LIST),
                        handles(answer),
                        EthereumAddress.parse(ServerUnderTest.USER),
                        EthereumAddress.parse(ServerUnderTest.CONTRACT))
                .digest(ServerUnderTest.CHAIN, EthereumAddress.parse(ServerUnderTest.VERIFIER));
        assertThat(answer.getEip712Signature().toByteArray())
                .isEqualTo(ServerUnderTest.SIGNER.sign(digest).encoded());
    }

    @Test
    void theSameListHasTheSameHandlesForEverybody() {
        InputCiphertextResponse first = client.uploadInputs(upload(LIST)).getUploadResponses(0);
        int rows = server.storedRows();
        InputCiphertextResponse again = client.uploadInputs(upload(LIST)).getUploadResponses(0);
        InputCiphertextResponse forAnother = client.uploadInputs(InputUploadBatch.newBuilder()
                        .addInputCiphertexts(input(LIST, ServerUnderTest.CONTRACT, ServerUnderTest.CONTRACT))
                        .build())
                .getUploadResponses(0);

        assertThat(again).isEqualTo(first);
        assertThat(forAnother.getInputHandlesList()).isEqualTo(first.getInputHandlesList());
        assertThat(forAnother.getEip712Signature()).isNotEqualTo(first.getEip712Signature());
        assertThat(server.storedRows()).isEqualTo(rows);
    }

    @Test
    void theAclIsRepeatedAsItStandsInTheTenantsRow() {
        String key = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";
        String typed = ServerUnderTest.ACL.substring(2).toLowerCase();
        server.addTenant(key, typed, ServerUnderTest.VERIFIER);
        assertThat(server.client("bearer " + key)
                        .uploadInputs(upload(LIST))
                        .getUploadResponses(0)
                        .getAclAddress())
                .isEqualTo(typed);
    }

    @Test
    void answersComeInTheOrderOfTheLists() {
        byte[][] lists = IntStream.range(0, 10)
                .mapToObj(seed -> InputPayloads.of(seed, FheType.UINT4))
                .toArray(byte[][]::new);
        InputUploadResponse answer = client.uploadInputs(upload(lists));
        assertThat(answer.getUploadResponsesList())
                .extracting(response -> response.getHashOfCiphertext().toByteArray())
                .containsExactly(Arrays.stream(lists).map(Keccak256::hash).toArray(byte[][]::new));
        assertThat(evaluator.expansions()).isEqualTo(10);
    }

    @Test
    void theSameListsFromSeveralCallersAtOnceAreStoredOnce() throws Exception {
        List<byte[]> lists = new ArrayList<>(IntStream.range(0, 10)
                .mapToObj(seed -> InputPayloads.of(seed, FheType.UINT4, FheType.BOOL))
                .toList());
        CountDownLatch start = new CountDownLatch(1);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<InputUploadResponse>> calls = new ArrayList<>();
            for (int caller = 0; caller < 8; caller++) {
                Collections.shuffle(lists, new Random(caller));
                InputUploadBatch request = upload(lists.toArray(byte[][]::new));
                calls.add(callers.submit(() -> {
                    start.await();
                    return client.uploadInputs(request);
                }));
            }
            start.countDown();
            for (Future<InputUploadResponse> call : calls) {
                assertThat(call.get().getUploadResponsesCount()).isEqualTo(10);
            }
        }
        assertThat(server.storedRows()).isEqualTo(10 + 20);
        assertThat(evaluator.expansions()).isEqualTo(10);
    }

    @Test
    void theSameListTwiceInARequestIsStoredOnce() {
        InputUploadResponse answer = client.uploadInputs(upload(LIST, LIST));
        assertThat(answer.getUploadResponses(0)).isEqualTo(answer.getUploadResponses(1));
        assertThat(server.storedRows()).isEqualTo(1 + 3);
        assertThat(evaluator.expansions()).isEqualTo(1);
    }

    @Test
    void aListThatIsStoredIsAttestedWithoutAnyFheWork() {
        InputUploadResponse first = client.uploadInputs(upload(LIST));
        int compressions = evaluator.compressions();

        InputUploadResponse again = client.uploadInputs(upload(InputPayloads.of(2, FheType.BOOL), LIST));

        assertThat(again.getUploadResponses(1)).isEqualTo(first.getUploadResponses(0));
        assertThat(evaluator.expansions()).as("the list and the one beside it").isEqualTo(2);
        assertThat(evaluator.compressions()).isEqualTo(compressions + 1);
    }

    @Test
    void aListThatIsNotStoredWhollyIsExpandedAgain() {
        client.uploadInputs(upload(LIST));
        database.dsl()
                .deleteFrom(CIPHERTEXTS)
                .where(CIPHERTEXTS.INPUT_BLOB_INDEX.eq(2))
                .execute();
        client.uploadInputs(upload(LIST));
        assertThat(evaluator.expansions()).isEqualTo(2);
        assertThat(server.storedRows()).isEqualTo(1 + 3);

        database.dsl().deleteFrom(INPUT_BLOBS).execute();
        client.uploadInputs(upload(LIST));
        assertThat(evaluator.expansions()).isEqualTo(3);
        assertThat(server.storedRows()).isEqualTo(1 + 3);
    }

    @Test
    void aValueThatSomeoneStoredUnderAHandleOfTheListIsNotTakenForPartOfIt() {
        InputCiphertextResponse answer = client.uploadInputs(upload(LIST)).getUploadResponses(0);
        database.dsl().deleteFrom(CIPHERTEXTS).execute();
        for (InputCiphertextResponseHandle handle : answer.getInputHandlesList()) {
            client.trivialEncryptCiphertexts(Requests.trivial(Requests.value(
                    HexFormat.of().formatHex(handle.getHandle().toByteArray()), handle.getCiphertextType(), "01")));
        }
        client.uploadInputs(upload(LIST));
        assertThat(evaluator.expansions()).isEqualTo(2);
    }

    @Test
    void theListOfAnotherTenantIsNotThere() {
        client.uploadInputs(upload(LIST));
        server.addTenant(OTHER_KEY, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        server.client("bearer " + OTHER_KEY).uploadInputs(upload(LIST));
        assertThat(evaluator.expansions()).isEqualTo(2);
        assertThat(server.storedRows()).isEqualTo(2 * (1 + 3));
    }

    @Test
    void wideValuesAreExpandedInPieces() {
        byte[] list = InputPayloads.of(1, FheType.BOOL, FheType.BYTES256, FheType.UINT8);
        client.uploadInputs(upload(list));
        assertThat(evaluator.largestExpansion()).isEqualTo(32);
        assertThat(stored()).containsExactly("BOOL=0", "BYTES256=1", "UINT8=2");
    }

    private List<String> stored() {
        return database.dsl()
                .select(CIPHERTEXTS.CIPHERTEXT)
                .from(CIPHERTEXTS)
                .orderBy(CIPHERTEXTS.INPUT_BLOB_INDEX)
                .fetch(row -> new String(row.value1(), StandardCharsets.US_ASCII));
    }

    @Test
    void uploadsOfATenantDoNotHoldUpTheSmallestCallOfAnother() throws Exception {
        server.addTenant(OTHER_KEY, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger begun = new AtomicInteger();
        evaluator.beforeExpansion(() -> {
            begun.incrementAndGet();
            awaitLatch(release);
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<InputUploadResponse>> uploads = new ArrayList<>();
            for (int seed = 0; seed < 24; seed++) {
                InputUploadBatch large = upload(InputPayloads.of(seed, FheType.BYTES256, FheType.BYTES128));
                uploads.add(callers.submit(() -> client.uploadInputs(large)));
            }
            await().until(() -> begun.get() == 12);

            server.client("bearer " + OTHER_KEY)
                    .trivialEncryptCiphertexts(Requests.trivial(Requests.value("0a", FheType.BOOL, "01")));

            release.countDown();
            for (Future<InputUploadResponse> upload : uploads) {
                assertThat(upload.get().getUploadResponsesCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void anUploadBeyondTheBoundOfItsTenantWaitsForItsTurnOrIsRefused() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        evaluator.beforeExpansion(() -> {
            begun.countDown();
            awaitLatch(release);
        });
        Fairness one = Fairness.DEFAULT.withFheWork(FheWork.DEFAULT.withMaximumRequestsPerTenant(1));
        Fairness impatient = one.withWaiting(Waiting.DEFAULT.withUpload(Duration.ZERO));
        try (ServerUnderTest patient = ServerUnderTest.with(database, evaluator, config -> config.withFairness(one));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<InputUploadResponse> first =
                    callers.submit(() -> patient.client().uploadInputs(upload(LIST)));
            begun.await();
            Future<InputUploadResponse> second =
                    callers.submit(() -> patient.client().uploadInputs(upload(InputPayloads.of(2, FheType.BOOL))));
            await().until(() -> patient.metrics()
                            .registry()
                            .get("coprocessor_server_fhe_requests_waiting")
                            .gauge()
                            .value()
                    == 1);
            assertRefused(
                    "Too much FHE work of this tenant is under way, maximum: 1 requests, 65536 blocks, try again later",
                    () -> patient.client()
                            .trivialEncryptCiphertexts(Requests.trivial(Requests.value("0a", FheType.BOOL, "01"))));
            release.countDown();
            assertThat(first.get().getUploadResponsesCount()).isEqualTo(1);
            assertThat(second.get().getUploadResponsesCount()).isEqualTo(1);
        }
        CountDownLatch again = new CountDownLatch(1);
        CountDownLatch begunAgain = new CountDownLatch(1);
        evaluator.beforeExpansion(() -> {
            begunAgain.countDown();
            awaitLatch(again);
        });
        try (ServerUnderTest hurried =
                        ServerUnderTest.with(database, evaluator, config -> config.withFairness(impatient));
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<InputUploadResponse> first =
                    callers.submit(() -> hurried.client().uploadInputs(upload(LIST)));
            begunAgain.await();
            assertThat(refusal(() -> hurried.client().uploadInputs(upload(InputPayloads.of(2, FheType.BOOL))))
                            .getDescription())
                    .startsWith("Too much FHE work of this tenant is under way");
            again.countDown();
            assertThat(first.get().getUploadResponsesCount()).isEqualTo(1);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            latch.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anEmptyRequestSucceedsWithoutLoadingKeys() {
        assertThat(client.uploadInputs(upload()).getUploadResponsesList()).isEmpty();
        assertThat(server.keyLoads()).isZero();
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
    void whatStandsBehindAListIsIgnoredButHashed() {
        byte[] longer = Arrays.copyOf(LIST, LIST.length + 5);
        InputCiphertextResponse answer = client.uploadInputs(upload(longer)).getUploadResponses(0);
        assertThat(answer.getHashOfCiphertext().toByteArray()).isEqualTo(Keccak256.hash(longer));
        assertThat(answer.getInputHandlesCount()).isEqualTo(3);
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

    @Test
    void aListOfOneValueOfAlmostEveryTypeIsTaken() {
        FheType[] types = {
            FheType.BOOL,
            FheType.UINT8,
            FheType.UINT16,
            FheType.UINT32,
            FheType.UINT64,
            FheType.UINT128,
            FheType.UINT256,
            FheType.BYTES64,
            FheType.BYTES128,
            FheType.BYTES256
        };
        assertThat(client.uploadInputs(upload(InputPayloads.of(1, types)))
                        .getUploadResponses(0)
                        .getInputHandlesCount())
                .isEqualTo(10);
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

    @Test
    void noTransactionIsOpenDuringFheWork() {
        evaluator.beforeExpansion(() -> assertThat(database.dsl()
                        .fetchSingle(
                                "select count(*) from pg_stat_activity where datname = current_database() and state like"
                                        + " 'idle in transaction%'")
                        .get(0, Integer.class))
                .isZero());
        client.uploadInputs(upload(LIST));
        assertThat(evaluator.expansions()).isEqualTo(1);
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

    private static List<Handle> handles(InputCiphertextResponse answer) {
        return answer.getInputHandlesList().stream()
                .map(handle -> Handle.of(handle.getHandle().toByteArray()))
                .toList();
    }
}
