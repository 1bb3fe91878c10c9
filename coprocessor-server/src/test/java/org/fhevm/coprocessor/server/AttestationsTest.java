package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.ATTESTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.fhevmcoprocessor.GetCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.fhevm.coprocessor.common.hash.Keccak256;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;

/** No handle is ever attested with two ciphertexts. */
@EmbeddedDatabase
class AttestationsTest extends UploadScenario {
    AttestationsTest(Database database) {
        super(database);
    }

    @Test
    void whatWasAttestedIsRemembered() {
        client.trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "07")));
        assertThat(remembered("0a")).isEmpty();

        GetCiphertextResponse first = client.getCiphertexts(get("0a", "0a", "ee"));

        assertThat(remembered("0a")).containsExactly(hash("UINT8=7"));
        assertThat(client.getCiphertexts(get("0a", "0a", "ee"))).isEqualTo(first);
        assertThat(database.dsl().fetchCount(ATTESTATIONS)).isEqualTo(1);
    }

    @Test
    void anotherCiphertextOfTheSameHandleIsNeverSigned() {
        client.trivialEncryptCiphertexts(trivial(value("0a", FheType.UINT8, "07"), value("0b", FheType.UINT8, "08")));
        client.getCiphertexts(get("0a"));
        change("0a", "UINT8=9");

        assertRefused(
                "Another ciphertext was attested for this handle before: 0x0a",
                () -> client.getCiphertexts(get("0b", "0a")));
        assertThat(client.getCiphertexts(get("0b")).getResponses(0).hasCiphertext())
                .isTrue();

        change("0a", "UINT8=7");
        assertThat(client.getCiphertexts(get("0a")).getResponses(0).hasCiphertext())
                .isTrue();
    }

    @Test
    void aServerThatKnowsNothingAsksTheDatabase() {
        database.dsl()
                .insertInto(ATTESTATIONS, ATTESTATIONS.TENANT_ID, ATTESTATIONS.HANDLE, ATTESTATIONS.CIPHERTEXT_DIGEST)
                .values(server.tenant().value(), new byte[] {0x0c}, new byte[32])
                .execute();
        client.trivialEncryptCiphertexts(trivial(value("0c", FheType.UINT8, "07")));
        assertRefused(
                "Another ciphertext was attested for this handle before: 0x0c", () -> client.getCiphertexts(get("0c")));
    }

    @Test
    void anUploadRemembersItsValuesInItsTransaction() {
        InputCiphertextResponse answer = client.uploadInputs(upload(LIST)).getUploadResponses(0);
        assertThat(answer.getInputHandlesList().stream()
                        .flatMap(handle -> remembered(hex(handle)).stream())
                        .toList())
                .containsExactly(hash("BOOL=0"), hash("UINT8=1"), hash("UINT160=2"));
    }

    @Test
    void anUploadThatContradictsWhatWasAttestedIsRefusedAndStoresNothing() {
        InputCiphertextResponse answer = client.uploadInputs(upload(LIST)).getUploadResponses(0);
        database.dsl().deleteFrom(CIPHERTEXTS).execute();
        String handle = hex(answer.getInputHandles(1));
        database.dsl()
                .update(ATTESTATIONS)
                .set(ATTESTATIONS.CIPHERTEXT_DIGEST, new byte[32])
                .where(ATTESTATIONS.HANDLE.eq(HexFormat.of().parseHex(handle)))
                .execute();

        assertRefused(
                "Another ciphertext was attested for this handle before: 0x" + handle,
                () -> client.uploadInputs(upload(LIST)));
        assertThat(database.dsl().fetchCount(CIPHERTEXTS)).isZero();
    }

    @Test
    void anUploadOfWhichAHandleHoldsAnotherValueIsRefused() {
        InputCiphertextResponse answer = client.uploadInputs(upload(LIST)).getUploadResponses(0);
        database.dsl().deleteFrom(CIPHERTEXTS).execute();
        database.dsl().deleteFrom(ATTESTATIONS).execute();
        String handle = hex(answer.getInputHandles(0));
        client.trivialEncryptCiphertexts(trivial(value(handle, FheType.BOOL, "01")));

        assertRefused(
                "The handle of this input holds another value: 0x" + handle, () -> client.uploadInputs(upload(LIST)));
        assertThat(database.dsl().fetchCount(CIPHERTEXTS)).isEqualTo(1);
        assertThat(database.dsl().fetchCount(ATTESTATIONS)).isZero();
    }

    private void change(String handle, String content) {
        database.dsl()
                .update(CIPHERTEXTS)
                .set(CIPHERTEXTS.CIPHERTEXT, content.getBytes(StandardCharsets.US_ASCII))
                .where(CIPHERTEXTS.HANDLE.eq(HexFormat.of().parseHex(handle)))
                .execute();
    }

    private List<String> remembered(String handle) {
        return database.dsl()
                .select(ATTESTATIONS.CIPHERTEXT_DIGEST)
                .from(ATTESTATIONS)
                .where(ATTESTATIONS.HANDLE.eq(HexFormat.of().parseHex(handle)))
                .fetch(row -> HexFormat.of().formatHex(row.value1()));
    }

    private static String hash(String content) {
        return HexFormat.of().formatHex(Keccak256.hash(content.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String hex(InputCiphertextResponseHandle handle) {
        return HexFormat.of().formatHex(handle.getHandle().toByteArray());
    }
}
