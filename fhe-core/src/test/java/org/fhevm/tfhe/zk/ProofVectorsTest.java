package org.fhevm.tfhe.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.tfhe.zk.PublicParameters.Validity.NOT_POWERS;
import static org.fhevm.tfhe.zk.PublicParameters.Validity.POINT_OUTSIDE_GROUP;
import static org.fhevm.tfhe.zk.PublicParameters.Validity.VALID;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.math.simd.Shake256;
import org.fhevm.tfhe.serialization.ByteInput;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.testing.VectorCase;
import org.fhevm.tfhe.zk.Openings.Opened;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Fr;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.Workers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The lists of the vectors are accepted or refused as their README says, with the same challenges on the way. */
class ProofVectorsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final PublicParameters.Progress NONE = PublicParameters.Progress.NONE;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "list_verifyload_u4",
                "list_verifyload_u8_bool",
                "list_proofload_u8_bool",
                "list_verifyload_3proofs_u32_u8",
                "own_valid_proofload",
                "own_valid_verifyload",
                "edge_noise_minusB_ok_proofload",
                "stripped_proofload"
            })
    void validListsAreAccepted(String name) {
        ProvenCompactCiphertextList list = ProofFiles.list("toy/" + name + ".bin");
        assertThat(ProofFiles.Toy.verify(list, ProofFiles.Toy.METADATA)).isEqualTo(Verdict.ACCEPTED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"list_verifyload_u8_bool", "list_proofload_u8_bool"})
    void validListsAreBoundToMetadataAndKey(String name) {
        ProvenCompactCiphertextList list = ProofFiles.list("toy/" + name + ".bin");
        byte[] longer = Arrays.copyOf(ProofFiles.Toy.METADATA, 93);
        byte[] other = ProofFiles.Toy.METADATA.clone();
        other[50] ^= 1;
        assertThat(ProofFiles.Toy.verify(list, longer)).isEqualTo(Verdict.FALSE_PROOF);
        assertThat(ProofFiles.Toy.verify(list, other)).isEqualTo(Verdict.FALSE_PROOF);
        assertThat(ProofFiles.Toy.verify(list, new byte[0])).isEqualTo(Verdict.FALSE_PROOF);

        long[] words = ProofFiles.Toy.KEY.words().clone();
        words[70] ^= 1;
        CompactPublicKey key = new CompactPublicKey(words, ProofFiles.Toy.KEY.parameters(), KeyTag.EMPTY);
        ProofVerifier verifier = new ProofVerifier(ProofFiles.Toy.PREPARED, key, ProofFiles.RANDOM);
        assertThat(verifier.verify(new Claim(list, ProofFiles.Toy.METADATA), Workers.NONE))
                .isEqualTo(Verdict.FALSE_PROOF);
    }

    @Test
    void aListMayBeBoundToNothing() {
        ProvenCompactCiphertextList list = ProofFiles.list("toy/list_verifyload_emptymeta_u16.bin");
        assertThat(ProofFiles.Toy.verify(list, new byte[0])).isEqualTo(Verdict.ACCEPTED);
        assertThat(ProofFiles.Toy.verify(list, ProofFiles.Toy.METADATA)).isEqualTo(Verdict.FALSE_PROOF);
    }

    @ParameterizedTest
    @CsvSource({
        "bad_padding_bit_proofload, FALSE_PROOF",
        "bad_padding_bit_verifyload, FALSE_PROOF",
        "bad_noise_e1_plusB_proofload, FALSE_PROOF",
        "bad_r_not_binary_proofload, FALSE_PROOF",
        "tampered_body_lsb_proofload, FALSE_PROOF",
        "tampered_body_lsb_verifyload, FALSE_PROOF",
        "tampered_mask_proofload, FALSE_PROOF",
        "tampered_mask_verifyload, FALSE_PROOF",
        "tampered_pi_proofload, FALSE_PROOF",
        "tampered_pi_verifyload, FALSE_PROOF",
        "tampered_pikzg_proofload, FALSE_PROOF",
        "nonsubgroup_pi_verifyload, INVALID_POINT",
        "noncanonical_pi_verifyload, INVALID_POINT",
        "partial_options_nokzg, INVALID_POINT"
    })
    void invalidListsAreRefused(String name, Verdict verdict) {
        assertThat(ProofFiles.Toy.verify(ProofFiles.list("toy/" + name + ".bin"), ProofFiles.Toy.METADATA))
                .isEqualTo(verdict);
    }

    @Test
    void aSetOfListsIsCheckedTogetherAndAFalseOneHurtsOnlyItself() {
        List<String> names = List.of(
                "list_verifyload_u4",
                "tampered_mask_proofload",
                "list_proofload_u8_bool",
                "noncanonical_pi_verifyload",
                "list_verifyload_3proofs_u32_u8");
        List<Claim> claims = names.stream()
                .map(name -> new Claim(ProofFiles.list("toy/" + name + ".bin"), ProofFiles.Toy.METADATA))
                .toList();
        assertThat(ProofFiles.Toy.VERIFIER.verifyAll(claims, Workers.NONE))
                .containsExactly(
                        Verdict.ACCEPTED,
                        Verdict.FALSE_PROOF,
                        Verdict.ACCEPTED,
                        Verdict.INVALID_POINT,
                        Verdict.ACCEPTED);
        assertThat(ProofFiles.Toy.VERIFIER.verifyAll(
                        List.of(claims.get(0), claims.get(2), claims.get(4)), Workers.NONE))
                .containsOnly(Verdict.ACCEPTED);
        assertThat(ProofFiles.Toy.VERIFIER.verifyAll(List.of(), Workers.NONE)).isEmpty();
    }

    /** More than are hashed at once, of both loads, with metadata and statements of different lengths. */
    @Test
    void listsOfManyLengthsAreCheckedTogetherOnSeveralThreads() {
        List<Claim> claims = new ArrayList<>();
        List<Verdict> expected = new ArrayList<>();
        for (int i = 0; i < 2 * Shake256.lanes(Integer.MAX_VALUE) + 1; i++) {
            boolean unbound = i % 5 == 3;
            String name = unbound
                    ? "list_verifyload_emptymeta_u16"
                    : List.of("list_proofload_u8_bool", "own_valid_proofload", "tampered_pikzg_proofload")
                            .get(i % 3);
            claims.add(new Claim(
                    ProofFiles.list("toy/" + name + ".bin"), unbound ? new byte[0] : ProofFiles.Toy.METADATA));
            expected.add(name.startsWith("tampered") ? Verdict.FALSE_PROOF : Verdict.ACCEPTED);
        }
        try (ExecutorService executor = Executors.newFixedThreadPool(2)) {
            assertThat(ProofFiles.Toy.VERIFIER.verifyAll(claims, new Workers(executor, 2)))
                    .isEqualTo(expected);
        }
    }

    @Test
    void compressedParametersAreTheSame() throws Exception {
        byte[] bytes = ProofFiles.FILES.bytes("toy/crs.compressed.unversioned.bin");
        PublicParameters compressed = PublicParametersCodec.INSTANCE.readUnversioned(ByteInput.of(bytes));
        assertThat(compressed.shape()).isEqualTo(ProofFiles.Toy.PARAMETERS.shape());
        assertThat(compressed.first()).isEqualTo(ProofFiles.Toy.PARAMETERS.first());
        assertThat(compressed.second()).isEqualTo(ProofFiles.Toy.PARAMETERS.second());
        assertThat(compressed.separators()).containsExactlyElementsOf(ProofFiles.Toy.PARAMETERS.separators());
        assertThat(PublicParametersCodec.INSTANCE.write(compressed)).isEqualTo(ProofFiles.FILES.bytes("toy/crs.bin"));
    }

    @Test
    void parametersAreValidatedPointByPoint() {
        PublicParameters good = ProofFiles.Toy.PARAMETERS;
        assertThat(good.validate(Workers.NONE, NONE)).isEqualTo(VALID);
        int n = good.shape().powers();
        long[] first = good.first().clone();
        first[3 * 14] ^= 1;
        assertThat(with(first, good.second()).validate(Workers.NONE, NONE)).isEqualTo(POINT_OUTSIDE_GROUP);
        first = good.first().clone();
        System.arraycopy(first, 0, first, n * 14, 14);
        assertThat(with(first, good.second()).validate(Workers.NONE, NONE)).isEqualTo(POINT_OUTSIDE_GROUP);
        first = good.first().clone();
        Arrays.fill(first, 14, 28, 0);
        assertThat(with(first, good.second()).validate(Workers.NONE, NONE)).isEqualTo(POINT_OUTSIDE_GROUP);
        assertThat(with(first, good.second()).validateForVerification(Workers.NONE, NONE))
                .isEqualTo(POINT_OUTSIDE_GROUP);
        first = good.first().clone();
        first[first.length - 1] ^= 1;
        assertThat(with(first, good.second()).validate(Workers.NONE, NONE)).isEqualTo(POINT_OUTSIDE_GROUP);
        assertThat(with(first, good.second()).validateForVerification(Workers.NONE, NONE))
                .isEqualTo(VALID);
        long[] second = good.second().clone();
        second[second.length - 1] ^= 1;
        assertThat(with(good.first(), second).validate(Workers.NONE, NONE)).isEqualTo(POINT_OUTSIDE_GROUP);
    }

    /** Each point is one of its group, but not the power that its place says. */
    @ParameterizedTest
    @ValueSource(ints = {1, 1305})
    void parametersArePowersOfOneNumber(int i) {
        PublicParameters good = ProofFiles.Toy.PARAMETERS;
        assertThat(with(negated(good.first(), i, 14), good.second()).validateForVerification(Workers.NONE, NONE))
                .isEqualTo(NOT_POWERS);
        assertThat(with(good.first(), negated(good.second(), i, 28)).validateForVerification(Workers.NONE, NONE))
                .isEqualTo(NOT_POWERS);
        assertThat(with(negated(good.first(), good.shape().powers() + i, 14), good.second())
                        .validate(Workers.NONE, NONE))
                .isEqualTo(i == 1 ? VALID : NOT_POWERS); // the place of infinity
    }

    /** The points with point i negated; infinity stays. */
    private static long[] negated(long[] points, int i, int limbs) {
        Group group = limbs == 14 ? Group.G1 : Group.G2;
        long[] changed = points.clone();
        int at = (i - 1) * limbs;
        CurvePoint point = CurvePoint.ofValidated(group, points, at).negate();
        System.arraycopy(point.y(), 0, changed, at + limbs / 2, limbs / 2);
        return changed;
    }

    private static PublicParameters with(long[] first, long[] second) {
        PublicParameters good = ProofFiles.Toy.PARAMETERS;
        return new PublicParameters(good.shape(), first, second, good.separators());
    }

    static Stream<String> namesWithChallenges() {
        VectorCase all = ProofFiles.FILES.object("toy/challenges.json");
        return all.fields().keySet().stream()
                .filter(name -> nested(all.fields().get(name)).has("proofs"));
    }

    @ParameterizedTest
    @MethodSource("namesWithChallenges")
    void challengesAreEqual(String name) throws Exception {
        VectorCase list =
                nested(ProofFiles.FILES.object("toy/challenges.json").fields().get(name));
        String metadata = list.text("metadata");
        checkChallenges(
                ProofFiles.Toy.PREPARED,
                ProofFiles.Toy.KEY,
                "toy/" + name + ".bin",
                list,
                metadata.endsWith(".bin") ? ProofFiles.Toy.METADATA : new byte[0]);
    }

    static void checkChallenges(
            PreparedParameters parameters, CompactPublicKey key, String file, VectorCase list, byte[] metadata)
            throws Exception {
        ProvenCompactCiphertextList read = ProofFiles.list(file);
        List<?> proofs = (List<?>) Objects.requireNonNull(list.fields().get("proofs"));
        assertThat(read.parts()).hasSameSizeAs(proofs);
        for (int i = 0; i < proofs.size(); i++) {
            VectorCase expected = nested(proofs.get(i));
            var part = read.parts().get(i);
            Statement statement = new Statement(key, part.blocks().ciphertexts(), metadata);
            if (Proof.decode(part.proof()).isEmpty()) {
                return;
            }
            checkProof(parameters, statement, Proof.decode(part.proof()).get(), expected);
        }
    }

    private static void checkProof(PreparedParameters parameters, Statement statement, Proof proof, VectorCase expected)
            throws Exception {
        ProofShape shape = parameters.shape();
        Transcript transcript = new Transcript(shape, parameters.separators(), statement);
        byte[] x = bytes(Transcript.statementWords(shape, statement));
        assertThat(x).hasSize(expected.integer("x_len"));
        assertThat(sha(x)).isEqualTo(expected.text("x_sha256"));
        assertThat(shape.length(statement.bodies())).isEqualTo(expected.integer("D"));
        int n = shape.powers();
        Challenges c = Challenges.of(
                shape,
                new Committed(transcript, statement, proof.cHat(), proof.cY()),
                Transcript.elements(transcript.y(proof.cHat()), n),
                Workers.NONE);
        assertElement(c.y(), 0, expected.text("y1"));
        assertElement(c.y(), 1, expected.text("y2"));
        assertElement(c.y(), n - 1, expected.text("y_n"));
        assertThat(sha(bytes(c.y()))).isEqualTo(expected.text("y_bytes_sha256"));
        long[] theta = transcript.theta(proof.cHat(), proof.cY(), statement.bodies());
        assertElement(theta, 0, expected.text("theta_1"));
        assertElement(theta, shape.lweDimension() + statement.bodies() - 1, expected.text("theta_last"));
        assertElement(c.weights().delta(Challenges.LINEAR), 0, expected.text("delta_theta"));
        assertElement(c.weights().delta(Challenges.EQUALITY), 0, expected.text("delta_eq"));
        assertElement(c.weights().delta(Challenges.PRODUCT), 0, expected.text("delta_y"));
        long[] a =
                new LinearMap(shape, statement.bodies(), theta, statement.key().words()).coefficients();
        assertElement(a, 0, expected.text("a_theta_1"));
        assertElement(a, a.length / 5 - 1, expected.text("a_theta_D"));
        assertThat(sha(canonical(a))).isEqualTo(expected.text("a_theta_sha256"));
        assertThat(Fr.value(c.weights().weightedValue(), 0))
                .isEqualTo(ProofFiles.number(expected.text("t_theta"))
                        .multiply(ProofFiles.number(expected.text("delta_theta")))
                        .mod(Fr.ORDER));
        assertElement(c.tElements(), 0, expected.text("t_1"));
        assertElement(c.tElements(), n - 1, expected.text("t_n"));
        long[] f = c.f(Workers.NONE);
        assertElement(f, 0, expected.text("f_1"));
        assertElement(f, n - 1, expected.text("f_n"));
        assertThat(sha(canonical(f))).isEqualTo(expected.text("f_sha256"));
        CurvePoint h = parameters.first().sum(c.scalarsOfH(Workers.NONE), n, Workers.NONE);
        CurvePoint q = parameters.second().sumOfShort(c.t(), n, Workers.NONE);
        assertPoint(h, expected, "P_sum_f_g");
        assertPoint(q, expected, "Q_sum_t_ghat");
        if (proof instanceof Proof.ProofLoad ofProofLoad) {
            Openings.Values opened = Openings.of(new Opened(transcript, ofProofLoad), c, Workers.NONE);
            assertElement(opened.z(), 0, expected.text("z"));
            assertElement(opened.omega(), 0, expected.text("w"));
            assertElement(opened.valueOfH(), 0, expected.text("p_h"));
            assertElement(opened.valueOfT(), 0, expected.text("p_t"));
        }
    }

    private static void assertPoint(CurvePoint point, VectorCase expected, String prefix) {
        expected.fields().forEach((key, value) -> {
            if (key.startsWith(prefix)) {
                assertThat(HEX.formatHex(point.transcriptBytes())).isEqualTo(value);
            }
        });
    }

    private static void assertElement(long[] elements, int index, String hex) {
        assertThat(Fr.value(elements, index * Fr.LIMBS)).isEqualTo(ProofFiles.number(hex));
    }

    private static byte[] canonical(long[] elements) {
        long[] plain = new long[elements.length];
        for (int at = 0; at < elements.length; at += Fr.LIMBS) {
            Fr.toInteger(plain, at, elements, at);
        }
        return bytes(plain);
    }

    private static byte[] bytes(long[] words) {
        ByteBuffer buffer = ByteBuffer.allocate(words.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        buffer.asLongBuffer().put(words);
        return buffer.array();
    }

    private static String sha(byte[] bytes) throws Exception {
        return HEX.formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @SuppressWarnings("unchecked") // objects of the JSON are maps from names
    static VectorCase nested(@Nullable Object object) {
        return new VectorCase((Map<String, Object>) Objects.requireNonNull(object));
    }
}
