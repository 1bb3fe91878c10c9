package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.server.testing.Refusals.assertRefused;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.input;
import static org.fhevm.coprocessor.server.testing.Requests.upload;

import io.grpc.Status;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.fhevmcoprocessor.InputUploadBatch;
import io.grpc.fhevmcoprocessor.InputUploadResponse;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.proof.ProofMetadata;
import org.fhevm.coprocessor.common.tenant.TenantLoader;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.config.Fairness;
import org.fhevm.coprocessor.server.config.InputProofs;
import org.fhevm.coprocessor.server.config.InputProofs.Policy;
import org.fhevm.coprocessor.server.config.ServerConfig;
import org.fhevm.coprocessor.server.config.StatusCodes;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.testing.FakeEvaluator;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.coprocessor.server.testing.ToyProofs;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.zk.ProofVerifier;
import org.fhevm.tfhe.zk.Prover.Load;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requirements for the proofs of inputs, with real proofs of toy size and fake FHE. */
@EmbeddedDatabase
class InputProofsTest {
    private static final ToyProofs TOY = ToyProofs.SHARED;
    private static final ProvenCompactCiphertextListCodec LISTS = ProvenCompactCiphertextListCodec.INSTANCE;
    private static final String OTHER_KEY = "b1503fb6-d79b-4e9e-826d-44cf262f3e05";
    private static final String OTHER = "0x05fd9B5EFE0a996095f42Ed7e77c390810CA660c";
    private static final String FALSE = "the proof is not one of this list for this contract, user and chain";
    private static final String INVALID_POINT = "a point of the proof is not in its group, or not in its one encoding";

    /** The modulus of the coordinates of points. */
    private static final BigInteger FIELD_MODULUS = new BigInteger(
            "3cdee0fb28c5e535200fc34965aad6400095a4b78a02fe320f75a64bbac71602824e6dc3e23acdee56ee4528c573b5cc311c0026aab0"
                    + "aaab",
            16);

    private static final byte[] LIST = TOY.payload(ToyProofs.usualMetadata(), FheType.UINT8, FheType.BOOL);

    private final FakeEvaluator evaluator = new FakeEvaluator();
    private final Database database;

    @AutoClose
    private ServerUnderTest server;

    private FhevmCoprocessorBlockingStub client;

    InputProofsTest(Database database) {
        this.database = database;
        server = server(TOY.loader(evaluator), config -> config);
        client = server.client();
    }

    private void start(Policy policy) {
        start(TOY.loader(evaluator), config -> config.withInputProofs(new InputProofs(policy, 2)));
    }

    private void start(TenantLoader loader, UnaryOperator<ServerConfig> settings) {
        server.close();
        server = server(loader, settings);
        client = server.client();
    }

    private ServerUnderTest server(TenantLoader loader, UnaryOperator<ServerConfig> settings) {
        return ServerUnderTest.with(
                database, loader, config -> settings.apply(config.withInputProofs(new InputProofs(Policy.STRICT, 2))));
    }

    private static InputUploadBatch bound(byte[] list, String contract, String user) {
        return InputUploadBatch.newBuilder()
                .addInputCiphertexts(input(list, contract, user))
                .build();
    }

    private void refuses(String reason, InputUploadBatch request) {
        refuses(reason, client, request);
    }

    /** A refusal comes before anything is expanded or stored. */
    private void refuses(String reason, FhevmCoprocessorBlockingStub caller, InputUploadBatch request) {
        int expansions = evaluator.expansions();
        int rows = server.storedRows();
        assertRefused(
                "Input proof refused, input blob index: " + (request.getInputCiphertextsCount() - 1) + ", reason: "
                        + reason,
                () -> caller.uploadInputs(request));
        assertThat(evaluator.expansions()).isEqualTo(expansions);
        assertThat(server.storedRows()).isEqualTo(rows);
    }

    private double counter(String name, String... tags) {
        return server.metrics().registry().get(name).tags(tags).counter().count();
    }

    private double refused(String reason) {
        return counter("coprocessor_input_proofs_refused", "reason", reason);
    }

    @ParameterizedTest
    @EnumSource
    void aListThatIsProvenForItsUserAndContractIsTaken(Load load) {
        byte[] small = LISTS.write(TOY.list(ToyProofs.usualMetadata(), load, FheType.UINT8, FheType.BOOL));
        byte[] ofSeveralProofs = LISTS.write(TOY.list(ToyProofs.usualMetadata(), load, FheType.UINT32, FheType.UINT4));

        InputUploadResponse answer = client.uploadInputs(upload(small, ofSeveralProofs));

        assertThat(answer.getUploadResponses(0).getInputHandlesCount()).isEqualTo(2);
        assertThat(answer.getUploadResponses(1).getInputHandlesCount()).isEqualTo(2);
        assertThat(evaluator.expansions()).isEqualTo(2);
        assertThat(counter("coprocessor_input_proofs_accepted")).isEqualTo(2);
    }

    @Test
    void aListThatIsProvenForAnotherUserOrContractIsRefused() {
        refuses(FALSE, bound(LIST, ServerUnderTest.CONTRACT, OTHER));
        refuses(FALSE, bound(LIST, OTHER, ServerUnderTest.USER));
        refuses(FALSE, bound(LIST, ServerUnderTest.USER, ServerUnderTest.CONTRACT));
        assertThat(refused("false_proof")).isEqualTo(3);
        client.uploadInputs(upload(LIST));
    }

    @Test
    void aListThatIsProvenForAnotherTenantOrChainIsRefused() {
        server.addTenant(OTHER_KEY, OTHER, ServerUnderTest.VERIFIER);
        String elsewhere = "c1503fb6-d79b-4e9e-826d-44cf262f3e05";
        server.addTenant(elsewhere, new ChainId(12346), ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        client.uploadInputs(upload(LIST));

        refuses(FALSE, server.client("bearer " + OTHER_KEY), upload(LIST));
        refuses(FALSE, server.client("bearer " + elsewhere), upload(LIST));
    }

    @Test
    void aListThatIsProvenUnderAnotherKeyIsRefused() {
        refuses(FALSE, upload(TOY.withAnotherKey().payload(ToyProofs.usualMetadata(), FheType.UINT8)));
    }

    @Test
    void aStoredListIsNotProvenForTheNextThatSendsIt() {
        client.uploadInputs(upload(LIST));

        refuses(FALSE, bound(LIST, ServerUnderTest.CONTRACT, OTHER));
        refuses(FALSE, bound(LIST, OTHER, ServerUnderTest.USER));
    }

    @Test
    void aStoredListIsCheckedOnceForItsUserAndContract() {
        InputUploadResponse first = client.uploadInputs(upload(LIST));
        assertThat(client.uploadInputs(upload(LIST, LIST)).getUploadResponses(1))
                .isEqualTo(first.getUploadResponses(0));
        assertThat(counter("coprocessor_input_proofs_accepted")).isEqualTo(1);
        assertThat(counter("coprocessor_input_proofs_remembered")).isEqualTo(2);
        assertThat(evaluator.expansions()).isEqualTo(1);
    }

    @Test
    void anotherServerChecksAStoredListAgain() {
        client.uploadInputs(upload(LIST));
        assertThat(counter("coprocessor_input_proofs_accepted")).isEqualTo(1);
        start(Policy.STRICT);
        client.uploadInputs(upload(LIST));
        assertThat(counter("coprocessor_input_proofs_accepted")).isEqualTo(1);
        assertThat(counter("coprocessor_input_proofs_remembered")).isZero();
    }

    @Test
    void theSameListTwiceInARequestIsCheckedOnce() {
        client.uploadInputs(upload(LIST, LIST));
        assertThat(counter("coprocessor_input_proofs_accepted")).isEqualTo(1);
        assertThat(evaluator.expansions()).isEqualTo(1);
    }

    @Test
    void aBadNeighbourKeepsItsOwnRequestFromBeingStoredAndNoOther() throws Exception {
        byte[][] good = TOY.payloads(6);
        byte[] bad = TOY.payload(ProofMetadata.NONE, FheType.UINT4);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<InputUploadResponse>> calls = Arrays.stream(good)
                    .map(list -> callers.submit(() -> client.uploadInputs(upload(list))))
                    .toList();
            Future<?> refused = callers.submit(() -> refusal(() -> client.uploadInputs(upload(bad))));
            for (Future<InputUploadResponse> call : calls) {
                assertThat(call.get().getUploadResponsesCount()).isEqualTo(1);
            }
            assertThat(((Status) refused.get()).getDescription()).endsWith(FALSE);
        }
        byte[] fresh = TOY.payload(ToyProofs.usualMetadata(), FheType.UINT4);
        refuses(FALSE, upload(fresh, bad));
        client.uploadInputs(upload(fresh));
        assertThat(counter("coprocessor_input_proofs_remembered")).isEqualTo(1);
    }

    @Test
    void aListOfChosenMasksWithoutAProofIsRefused() throws Exception {
        // Decrypting its value for its sender would show four bits of the secret key.
        long[] words = new long[64 + 2];
        for (int i = 0; i < 4; i++) {
            words[i] = 1L << (59 + i);
        }
        ProvenCompactCiphertextList honest = LISTS.read(TOY.payload(ToyProofs.usualMetadata(), FheType.UINT8));
        EncodedCurvePoint nothing = new EncodedCurvePoint.Infinity();
        EncodedProof stolen = honest.parts().getFirst().proof();
        for (EncodedProof proof : List.of(
                new EncodedProof(nothing, nothing, nothing),
                new EncodedProof(nothing, nothing, nothing, nothing, nothing, nothing),
                stolen)) {
            CompactBlockList chosen = new CompactBlockList(
                    new LweCompactCiphertextList(64, 2, words),
                    15,
                    4,
                    4,
                    honest.parts().getFirst().blocks().expansion(),
                    1);
            byte[] list = LISTS.write(
                    new ProvenCompactCiphertextList(List.of(new Part(chosen, proof)), honest.kinds(), honest.tag()));
            refuses(FALSE, upload(list));
        }
    }

    @Test
    void aListHasOneEncoding() throws Exception {
        assertMalformed(Arrays.copyOf(LIST, LIST.length + 1));
        ProvenCompactCiphertextList list = LISTS.read(LIST);
        assertMalformed(
                LISTS.write(new ProvenCompactCiphertextList(list.parts(), list.kinds(), KeyTag.of(new byte[] {1}))));
        byte[] otherHeader = LIST.clone();
        // The version of the header, behind its length.
        assertThat(new String(otherHeader, 8, 3, StandardCharsets.US_ASCII)).isEqualTo("0.5");
        otherHeader[10] = '4';
        assertMalformed(otherHeader);
        assertThat(refused("malformed")).isEqualTo(3);
        client.uploadInputs(upload(LIST));
    }

    private void assertMalformed(byte[] payload) {
        Status status = refusal(() -> client.uploadInputs(upload(payload)));
        assertThat(status.getDescription()).startsWith("error deserializing ciphertext: \"");
        assertThat(server.storedRows()).isZero();
    }

    @Test
    void aFieldElementHasOneEncoding() throws Exception {
        ProvenCompactCiphertextList list = LISTS.read(LIST);
        Part part = list.parts().getFirst();
        EncodedProof proof = part.proof();
        EncodedCurvePoint.Uncompressed pi = (EncodedCurvePoint.Uncompressed) proof.pi();
        EncodedCurvePoint larger = new EncodedCurvePoint.Uncompressed(plusModulus(pi.x()), pi.y());
        byte[] changed = LISTS.write(new ProvenCompactCiphertextList(
                List.of(new Part(
                        part.blocks(),
                        new EncodedProof(proof.cHat(), proof.cY(), larger, proof.cHatT(), proof.cH(), proof.piKzg()))),
                list.kinds(),
                list.tag()));
        refuses(INVALID_POINT, upload(changed));
        assertThat(refused("invalid_point")).isEqualTo(1);
    }

    private static long[] plusModulus(long[] limbs) {
        BigInteger value = BigInteger.ZERO;
        for (int i = limbs.length - 1; i >= 0; i--) {
            value = value.shiftLeft(64).add(new BigInteger(Long.toUnsignedString(limbs[i])));
        }
        value = value.add(FIELD_MODULUS);
        long[] sum = new long[limbs.length];
        for (int i = 0; i < sum.length; i++) {
            sum[i] = value.shiftRight(64 * i).longValue();
        }
        return sum;
    }

    @ParameterizedTest
    @ValueSource(longs = {0x123, 0x14a34})
    void aChainIdOfAnOddNumberOfDigitsIsTakenAsFhevmjsWritesItAndAsItIs(long id) {
        ChainId chain = new ChainId(id);
        server.addTenant(OTHER_KEY, chain, ServerUnderTest.ACL, ServerUnderTest.VERIFIER);
        byte[] ofFhevmjs =
                ToyProofs.metadata(ServerUnderTest.CONTRACT, ServerUnderTest.USER, ServerUnderTest.ACL, chain);
        byte[] plain = ofFhevmjs.clone();
        System.arraycopy(chain.bigEndian(), 0, plain, plain.length - 8, 8);
        assertThat(plain).isNotEqualTo(ofFhevmjs);
        FhevmCoprocessorBlockingStub caller = server.client("bearer " + OTHER_KEY);
        caller.uploadInputs(upload(TOY.payload(ofFhevmjs, FheType.UINT4), TOY.payload(plain, FheType.UINT4)));
        refuses(FALSE, caller, upload(TOY.payload(ToyProofs.usualMetadata(), FheType.UINT4)));
    }

    @Test
    void aTenantWithoutPublicParametersTakesNoInputs() {
        start(ServerUnderTest.loader(evaluator), config -> config.withStatusCodes(StatusCodes.BY_KIND));
        Status status = refusal(() -> client.uploadInputs(upload(LIST)));
        assertThat(status.getDescription())
                .isEqualTo("Tenant " + server.tenant()
                        + " takes no inputs: it has no public parameters (CRS) to check their proofs with");
        assertThat(status.getCode()).isEqualTo(Status.Code.INTERNAL);
        assertThat(refused("no_parameters")).isEqualTo(1);
        assertThat(server.storedRows()).isZero();
    }

    @Test
    void aRefusedProofIsAnInvalidArgument() {
        start(TOY.loader(evaluator), config -> config.withStatusCodes(StatusCodes.BY_KIND));
        assertThat(refusal(() -> client.uploadInputs(bound(LIST, OTHER, OTHER))).getCode())
                .isEqualTo(Status.Code.INVALID_ARGUMENT);
    }

    @Test
    void anUploadWaitsForParametersInPreparation() throws Exception {
        CompletableFuture<ProofVerifier> ready = new CompletableFuture<>();
        start(TOY.loader(evaluator, ready), config -> config);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<InputUploadResponse> call = callers.submit(() -> client.uploadInputs(upload(LIST)));
            await().until(() -> ready.getNumberOfDependents() > 0);
            assertThat(evaluator.expansions()).isZero();
            ready.complete(TOY.verifier());
            assertThat(call.get().getUploadResponsesCount()).isEqualTo(1);
        }
    }

    @Test
    void anUploadThatMayNotWaitForParametersIsRefused() {
        start(
                TOY.loader(evaluator, new CompletableFuture<>()),
                config -> config.withFairness(Fairness.DEFAULT.withWaiting(Waiting.DEFAULT.withUpload(Duration.ZERO))));
        assertRefused(
                "The public parameters (CRS) of tenant " + server.tenant() + " are being prepared, try again later",
                () -> client.uploadInputs(upload(LIST)));
    }

    @Test
    void parametersThatCannotBeUsedAreReported() {
        TenantId tenant = new TenantId(7);
        start(
                TOY.loader(
                        evaluator,
                        CompletableFuture.failedFuture(new CoprocessorException(
                                new CoprocessorError.TenantKeysUnusable(tenant, "they are damaged")))),
                config -> config);
        assertRefused("Keys of tenant 7 cannot be used: they are damaged", () -> client.uploadInputs(upload(LIST)));
        assertThat(server.storedRows()).isZero();
    }

    @Test
    void withAnyMetadataAListThatIsBoundToNothingIsTakenForEveryUser() {
        start(Policy.ANY_METADATA);
        byte[] free = TOY.payload(ProofMetadata.NONE, FheType.UINT4);
        client.uploadInputs(upload(free, LIST));
        client.uploadInputs(bound(free, OTHER, OTHER));
        assertThat(counter("coprocessor_input_proofs_accepted")).isEqualTo(2);
        assertThat(counter("coprocessor_input_proofs_remembered")).isEqualTo(1);
        refuses(FALSE, bound(LIST, ServerUnderTest.CONTRACT, OTHER));
        assertMalformedIsRefusedToo();
    }

    private void assertMalformedIsRefusedToo() {
        assertThat(refusal(() -> client.uploadInputs(upload(Arrays.copyOf(LIST, LIST.length + 1))))
                        .getDescription())
                .startsWith("error deserializing ciphertext: \"");
    }

    @Test
    void aListThatIsBoundToNothingIsRefusedByDefault() {
        refuses(FALSE, upload(TOY.payload(ProofMetadata.NONE, FheType.UINT4)));
    }

    @Test
    void withVerificationOffEveryListIsTaken() {
        start(Policy.OFF);
        client.uploadInputs(bound(LIST, OTHER, OTHER));
        client.uploadInputs(upload(Arrays.copyOf(LIST, LIST.length + 1)));
        assertThat(counter("coprocessor_input_proofs_accepted")).isZero();
        assertThat(policy("off")).isEqualTo(1);
        assertThat(policy("strict")).isZero();
    }

    private double policy(String policy) {
        return server.metrics()
                .registry()
                .get("coprocessor_input_proof_policy")
                .tag("policy", policy)
                .gauge()
                .value();
    }

    @Test
    void thePolicyIsSeenInTheMetrics() {
        assertThat(policy("strict")).isEqualTo(1);
        assertThat(policy("any-metadata")).isZero();
        assertThat(policy("off")).isZero();
    }
}
