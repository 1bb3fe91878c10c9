package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Requests.bytes;
import static org.fhevm.coprocessor.server.testing.Requests.computation;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.handle;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.FetchedCiphertext;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.GetCiphertextSingleResponse;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.signing.CiphertextAttestation;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class GetCiphertextsTest {
    private final Database database;

    @AutoClose
    private final ServerUnderTest server;

    private final FhevmCoprocessorBlockingStub client;

    GetCiphertextsTest(Database database) {
        this.database = database;
        server = ServerUnderTest.with(database, new FakeEvaluator());
        client = server.client();
        client.trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "07"), value("0b", FheType.UINT160, "08")));
    }

    @Test
    void answersInOrderWithDuplicatesAndGaps() {
        client.asyncCompute(compute(computation(FheOperation.NOT, "0c", handle("0a"))));

        List<GetCiphertextSingleResponse> answers =
                client.getCiphertexts(get("0b", "ee", "0a", "0b", "0c", "")).getResponsesList();

        assertThat(answers)
                .extracting(GetCiphertextSingleResponse::getHandle)
                .containsExactly(bytes("0b"), bytes("ee"), bytes("0a"), bytes("0b"), bytes("0c"), bytes(""));
        assertThat(answers)
                .extracting(GetCiphertextSingleResponse::hasCiphertext)
                .containsExactly(true, false, true, true, false, false);
        assertThat(answers.get(0)).isEqualTo(answers.get(3));
        assertThat(answers.get(0).getCiphertext().getCiphertextType()).isEqualTo(7);
        assertThat(answers.get(2).getCiphertext().getCiphertextBytes()).isEqualTo(ByteString.copyFromUtf8("UINT8=7"));
        assertThat(answers.get(2).getCiphertext().getCiphertextVersion()).isZero();
    }

    @Test
    void eachCiphertextIsSignedForItsHandle() {
        FetchedCiphertext ciphertext =
                client.getCiphertexts(get("0a")).getResponses(0).getCiphertext();

        byte[] digest = CiphertextAttestation.about(
                        Handle.fromHex("0a"), ciphertext.getCiphertextBytes().toByteArray())
                .digest();
        assertThat(ciphertext.getSignature().toByteArray())
                .hasSize(65)
                .isEqualTo(ServerUnderTest.SIGNER.sign(digest).encoded());
    }

    @Test
    void nothingIsAskedNothingIsAnswered() {
        assertThat(client.getCiphertexts(get()).getResponsesList()).isEmpty();
    }

    @Test
    void theCiphertextsOfAnotherTenantAreNotThere() {
        String key = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";
        server.addTenant(key, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        assertThat(server.client("bearer " + key)
                        .getCiphertexts(get("0a"))
                        .getResponses(0)
                        .hasCiphertext())
                .isFalse();
    }

    @Test
    void ofSeveralVersionsTheHighestIsHandedOut() {
        database.dsl()
                .insertInto(CIPHERTEXTS)
                .set(CIPHERTEXTS.TENANT_ID, server.tenant().value())
                .set(CIPHERTEXTS.HANDLE, HexFormat.of().parseHex("0a"))
                .set(CIPHERTEXTS.CIPHERTEXT, new byte[] {9})
                .set(CIPHERTEXTS.CIPHERTEXT_VERSION, (short) 3)
                .set(CIPHERTEXTS.CIPHERTEXT_TYPE, (short) 4)
                .execute();
        FetchedCiphertext ciphertext =
                client.getCiphertexts(get("0a")).getResponses(0).getCiphertext();
        assertThat(ciphertext.getCiphertextVersion()).isEqualTo(3);
        assertThat(ciphertext.getCiphertextBytes()).isEqualTo(bytes("09"));
    }

    @Test
    void fiveThousandHandlesMayBeAskedForAndNoMore() {
        assertThat(client.getCiphertexts(handles(5000)).getResponsesList())
                .hasSize(5000)
                .allMatch(GetCiphertextSingleResponse::hasCiphertext);
        assertRefused(
                "Requested more than maximum ciphertexts allowed to download, maximum allowed: 5000, requested: 5001",
                () -> client.getCiphertexts(handles(5001)));
    }

    @Test
    void aHandleThatCannotBeSignedAsANumberIsRefused() {
        String stored = "ab".repeat(33);
        client.trivialEncryptCiphertexts(trivial(value(stored, FheType.UINT8, "07")));
        assertRefused(
                "Error when signing EIP712 hash: handle longer than 32 bytes",
                () -> client.getCiphertexts(get("0a", stored)));
        assertThat(client.getCiphertexts(get("cd".repeat(300))).getResponses(0).hasCiphertext())
                .as("a long handle that is not stored is merely absent")
                .isFalse();
    }

    private static GetCiphertextBatch handles(int count) {
        return GetCiphertextBatch.newBuilder()
                .addAllHandles(Collections.nCopies(count, bytes("0a")))
                .build();
    }
}
