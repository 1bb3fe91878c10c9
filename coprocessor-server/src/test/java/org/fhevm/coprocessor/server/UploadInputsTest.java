package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.INPUT_BLOBS;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Requests.input;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import io.grpc.fhevmcoprocessor.InputCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.EthereumAddress;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.signing.InputAttestation;
import org.fhevm.coprocessor.server.testing.InputPayloads;
import org.fhevm.coprocessor.server.testing.Requests;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** Uploads that are stored, named and attested. */
@EmbeddedDatabase
class UploadInputsTest extends UploadScenario {
    UploadInputsTest(Database database) {
        super(database);
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
        server.offered().clear();
        assertRefused(
                "The handle of this input holds another value: 0x"
                        + HexFormat.of()
                                .formatHex(answer.getInputHandles(0).getHandle().toByteArray()),
                () -> client.uploadInputs(upload(LIST)));
        assertThat(server.offered())
                .as("the stored values are not those of the list")
                .isEmpty();
        assertThat(evaluator.expansions()).isEqualTo(2);
    }

    @Test
    void valuesThatWereExpandedAreOfferedToAWorker() {
        InputCiphertextResponse answer = client.uploadInputs(upload(LIST)).getUploadResponses(0);

        assertThat(server.offered())
                .containsExactlyInAnyOrderElementsOf(answer.getInputHandlesList().stream()
                        .map(handle -> new TenantHandle(
                                server.tenant(), Handle.of(handle.getHandle().toByteArray())))
                        .toList());
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
    void anEmptyRequestSucceedsWithoutLoadingKeys() {
        assertThat(client.uploadInputs(upload()).getUploadResponsesList()).isEmpty();
        assertThat(server.keyLoads()).isZero();
    }

    @Test
    void whatStandsBehindAListIsIgnoredButHashed() {
        byte[] longer = Arrays.copyOf(LIST, LIST.length + 5);
        InputCiphertextResponse answer = client.uploadInputs(upload(longer)).getUploadResponses(0);
        assertThat(answer.getHashOfCiphertext().toByteArray()).isEqualTo(Keccak256.hash(longer));
        assertThat(answer.getInputHandlesCount()).isEqualTo(3);
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

    private static List<Handle> handles(InputCiphertextResponse answer) {
        return answer.getInputHandlesList().stream()
                .map(handle -> Handle.of(handle.getHandle().toByteArray()))
                .toList();
    }
}
