package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.trivial;
import static org.fhevm.coprocessor.server.testing.Requests.upload;
import static org.fhevm.coprocessor.server.testing.Requests.value;

import io.grpc.StatusRuntimeException;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.GetCiphertextBatch;
import io.grpc.fhevmcoprocessor.GetCiphertextSingleResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponse;
import io.grpc.fhevmcoprocessor.InputCiphertextResponseHandle;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.tenant.EngineTenantLoader;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.KeySource;
import org.fhevm.coprocessor.common.tenant.ProofPreparation;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantLoader;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.coprocessor.server.testing.ToyProofs;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.serialization.ClientKeyCodec;
import org.fhevm.tfhe.serialization.CompactPublicKeyCodec;
import org.fhevm.tfhe.serialization.CompressedCiphertextListCodec;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.fhevm.tfhe.zk.Prover.Load;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The real engine under keys that tfhe-rs made, on lists that tfhe-rs made: inputs come out again and decrypt. */
@EmbeddedDatabase
class ToyKeysTest {

    private static final String API_KEY = "c1503fb6-d79b-4e9e-826d-44cf262f3e05";
    private static final TestVectors TOY = TestVectors.toy();

    private FhePool pool;
    private @Nullable ProofPreparation preparation;
    private ServerUnderTest server;
    private FhevmCoprocessorBlockingStub client;

    @BeforeEach
    void start(Database database) {
        pool = new FhePool(2);
        start(database, new EngineTenantLoader(pool), ServerUnderTest.UNVERIFIED);
    }

    private void start(Database database, TenantLoader loader, InputProofs proofs) {
        server = ServerUnderTest.with(database, loader, config -> config.withInputProofs(proofs));
        server.addTenant(
                API_KEY,
                ServerUnderTest.ACL,
                ServerUnderTest.VERIFIER,
                keys(key("keys/pks"), key("keys/sks"), key("keys/pp")));
        client = server.client("bearer " + API_KEY);
    }

    private static StoredKeySet keys(KeySource publicKey, KeySource serverKey, KeySource publicParameters) {
        return new StoredKeySet(Map.of(
                KeyPart.PUBLIC, publicKey, KeyPart.SERVER, serverKey, KeyPart.PUBLIC_PARAMETERS, publicParameters));
    }

    private static KeySource key(String file) {
        return KeySource.ofBytes(TOY.bytes(file));
    }

    @AfterEach
    void stop() {
        server.close();
        if (preparation != null) {
            preparation.close();
        }
        pool.close();
    }

    static Stream<VectorCase> provenLists() {
        return TOY.cases("inputs/manifest.json").stream()
                .filter(input -> input.text("format").equals("proven"));
    }

    @ParameterizedTest
    @MethodSource("provenLists")
    void aProvenListIsTakenAndItsValuesAreHandedOut(VectorCase input) throws Exception {
        InputCiphertextResponse answer =
                client.uploadInputs(upload(TOY.bytes(input.file()))).getUploadResponses(0);

        assertThat(answer.getInputHandlesList())
                .extracting(InputCiphertextResponseHandle::getCiphertextType)
                .isEqualTo(input.types().stream()
                        .map(ToyKeysTest::type)
                        .map(FheType::code)
                        .toList());
        assertThat(decrypted(answer)).isEqualTo(input.hexes("cleartext"));
    }

    @Test
    void compactListsWithoutProofAreRefused() {
        for (VectorCase input : TOY.cases("inputs/manifest.json")) {
            if (input.text("format").equals("compact")) {
                assertThat(refusal(() -> client.uploadInputs(upload(TOY.bytes(input.file()))))
                                .getDescription())
                        .startsWith("error deserializing ciphertext: \"");
            }
        }
        assertThat(server.storedRows()).isZero();
    }

    @Test
    void damagedListsAreRefusedOrExpandedButNeverBreakTheServer() {
        byte[] list = TOY.bytes("inputs/u8x4.verify.proven");
        Random random = new Random(11);
        for (int round = 0; round < 150; round++) {
            byte[] damaged = round % 2 == 0 ? list.clone() : Arrays.copyOf(list, random.nextInt(list.length));
            for (int fault = random.nextInt(3); damaged.length > 0 && fault >= 0; fault--) {
                // Mostly within the first and last bytes, which have the structure.
                int offset = random.nextInt(Math.min(damaged.length, 400));
                damaged[random.nextBoolean() ? offset : damaged.length - 1 - offset] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                client.uploadInputs(upload(damaged));
            } catch (StatusRuntimeException e) {
                assertThat(e.getStatus().getDescription())
                        .matches("(error deserializing ciphertext|unsupported tfhe type found).*");
            }
        }
        client.uploadInputs(upload(list));
    }

    @Test
    void trivialValuesOfEveryTypeAreHandedOut() throws Exception {
        List<String> handles = new ArrayList<>();
        for (FheType type : FheType.values()) {
            String handle = String.format("%04x", type.code());
            handles.add(handle);
            client.trivialEncryptCiphertexts(trivial(value(handle, type, "f1".repeat(256))));
        }

        List<GetCiphertextSingleResponse> answers =
                client.getCiphertexts(get(handles.toArray(String[]::new))).getResponsesList();

        BigInteger all = new BigInteger("f1".repeat(256), 16);
        for (FheType type : FheType.values()) {
            assertThat(decrypt(answers.get(type.code())))
                    .as("%s", type)
                    .isEqualTo(type.isBool() ? BigInteger.ONE : all.mod(BigInteger.TWO.pow(type.bits())));
        }
    }

    @Test
    void keysThatCannotBeReadAreReportedAndTheServerGoesOn() {
        String broken = "d1503fb6-d79b-4e9e-826d-44cf262f3e05";
        byte[] serverKey = TOY.bytes("keys/sks");
        int tenant = server.addTenant(
                        broken,
                        ServerUnderTest.ACL,
                        ServerUnderTest.VERIFIER,
                        keys(
                                key("keys/pks"),
                                KeySource.ofBytes(Arrays.copyOf(serverKey, serverKey.length / 2)),
                                key("keys/pp")))
                .value();
        assertThat(refusal(() -> server.client("bearer " + broken)
                                .uploadInputs(upload(TOY.bytes("inputs/u8x4.verify.proven"))))
                        .getDescription())
                .startsWith("Keys of tenant " + tenant + " cannot be used: its keys cannot be read: ");
        client.uploadInputs(upload(TOY.bytes("inputs/u8x4.verify.proven")));
    }

    @Test
    void aPublicKeyThatDoesNotFitTheServerKeyIsReported() {
        CompactKeyParameters other = new CompactKeyParameters(
                128, new NoiseDistribution.TUniform(10), 4, 4, new ExpansionKind.RequiresCasting());
        String mixed = "d1503fb6-d79b-4e9e-826d-44cf262f3e05";
        int tenant = server.addTenant(
                        mixed,
                        ServerUnderTest.ACL,
                        ServerUnderTest.VERIFIER,
                        keys(
                                KeySource.ofBytes(CompactPublicKeyCodec.INSTANCE.write(
                                        new CompactPublicKey(new long[2 * 128], other, KeyTag.EMPTY))),
                                key("keys/sks"),
                                KeySource.empty()))
                .value();
        assertRefused(
                "Keys of tenant " + tenant
                        + " cannot be used: the casting key starts from dimension 64, the public key has 128",
                () -> server.client("bearer " + mixed).uploadInputs(upload(new byte[0])));
    }

    @Test
    void anInputOfOurOwnProverIsTakenAndItsValuesAreHandedOut(Database database) throws Exception {
        verifying(database, Policy.STRICT);
        ToyProofs proofs = new ToyProofs(TOY.bytes("keys/pp"), TOY.bytes("keys/pks"));
        byte[] list = ProvenCompactCiphertextListCodec.INSTANCE.write(proofs.list(
                ToyProofs.usualMetadata(),
                Load.VERIFY,
                List.of(FheType.UINT8.kind(), FheType.UINT16.kind()),
                // Four bits each, the lowest first: 0xa7 and 0xbeef.
                0x7,
                0xa,
                0xf,
                0xe,
                0xe,
                0xb));

        InputCiphertextResponse answer = client.uploadInputs(upload(list)).getUploadResponses(0);

        assertThat(decrypted(answer)).containsExactly(BigInteger.valueOf(0xa7), BigInteger.valueOf(0xbeef));
    }

    @Test
    void whatTfheRsBoundToNothingIsTakenWithAnyMetadataOnly(Database database) {
        byte[] bound = TOY.bytes("inputs/u8x4.verify.meta.proven");
        verifying(database, Policy.ANY_METADATA);
        for (String load : List.of("verify", "proof")) {
            client.uploadInputs(upload(TOY.bytes("inputs/u8x4." + load + ".proven")));
        }
        assertThat(refusal(() -> client.uploadInputs(upload(bound))).getDescription())
                .startsWith("Input proof refused, input blob index: 0");
        verifying(database, Policy.STRICT);
        for (String list : List.of("verify", "proof", "verify.meta", "proof.meta")) {
            assertThat(refusal(() -> client.uploadInputs(upload(TOY.bytes("inputs/u8x4." + list + ".proven"))))
                            .getDescription())
                    .startsWith("Input proof refused, input blob index: 0");
        }
        assertThat(server.storedRows()).isZero();
    }

    /** Starts the server again, with parameters that it reads from the tenant's row. */
    private void verifying(Database database, Policy policy) {
        server.close();
        preparation = new ProofPreparation(2);
        start(
                database,
                new EngineTenantLoader(pool, preparation),
                InputProofs.defaults().withPolicy(policy));
    }

    private List<BigInteger> decrypted(InputCiphertextResponse answer) throws Exception {
        GetCiphertextBatch.Builder request = GetCiphertextBatch.newBuilder();
        answer.getInputHandlesList().forEach(handle -> request.addHandles(handle.getHandle()));
        List<BigInteger> values = new ArrayList<>();
        for (GetCiphertextSingleResponse fetched :
                client.getCiphertexts(request.build()).getResponsesList()) {
            values.add(decrypt(fetched));
        }
        return values;
    }

    private static BigInteger decrypt(GetCiphertextSingleResponse fetched) throws MalformedInputException {
        CompressedCiphertextList list = CompressedCiphertextListCodec.INSTANCE.read(
                fetched.getCiphertext().getCiphertextBytes().toByteArray());
        return new Decryptor(ClientKeyCodec.INSTANCE.read(TOY.bytes("keys/cks"))).decrypt(list, 0);
    }

    private static FheType type(String name) {
        return name.equals("bool") ? FheType.BOOL : FheType.valueOf("UINT" + name.substring(1));
    }
}
