package org.fhevm.tfhe.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.parameters.ExpansionKind;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.Prover.Load;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Fr;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.Workers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The verifier accepts the proofs of our prover, and no proof of a false statement. Some tests make parameters of their
 * own.
 */
class ProverTest {
    private static final byte[] METADATA = {1, 2, 3};
    private static final Prover PROVER = new Prover(ProofFiles.Toy.PARAMETERS, ProofFiles.Toy.KEY, ProofFiles.RANDOM);

    static ProvenCompactCiphertextList listOf(Prover.ProvenList proven) {
        CompactBlockList blocks =
                new CompactBlockList(proven.ciphertexts(), 15, 4, 4, new ExpansionKind.RequiresCasting(), 1);
        return new ProvenCompactCiphertextList(
                List.of(new Part(blocks, proven.proof().encode())),
                List.of(new DataKind.Unsigned(2 * proven.ciphertexts().lweCount())),
                KeyTag.EMPTY);
    }

    private static Verdict verify(Prover.ProvenList proven) {
        return ProofFiles.Toy.verify(listOf(proven), METADATA);
    }

    @ParameterizedTest
    @EnumSource
    void provenMessagesAreAccepted(Load load) {
        for (int k : new int[] {1, 4}) {
            int[] messages = IntStream.range(0, k).map(i -> 15 - i).toArray();
            List<Long> steps = new ArrayList<>();
            Prover.ProvenList proven =
                    PROVER.prove(messages, METADATA, load, Workers.NONE, (done, total) -> steps.add(done));
            assertThat(proven.proof() instanceof Proof.ProofLoad).isEqualTo(load == Load.PROOF);
            assertThat(steps).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
            assertThat(verify(proven)).isEqualTo(Verdict.ACCEPTED);
            assertThat(ProofFiles.Toy.verify(listOf(proven), new byte[] {1, 2})).isEqualTo(Verdict.FALSE_PROOF);
        }
        assertThatThrownBy(() -> PROVER.prove(new int[] {16}, METADATA, load, Workers.NONE, Progress.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theBoundsAreThoseOfTheParameters() {
        long bound = 1L << 11;
        for (Load load : Load.values()) {
            assertThat(verify(witness(1, 15, -bound, bound - 1), load)).isEqualTo(Verdict.ACCEPTED);
            assertThat(verify(witness(1, 15, bound, 0), load)).isEqualTo(Verdict.FALSE_PROOF);
        }
        Load load = Load.PROOF;
        assertThat(verify(witness(1, 16, 0, 0), load)).isEqualTo(Verdict.FALSE_PROOF);
        assertThat(verify(witness(1, 21, 0, 0), load)).isEqualTo(Verdict.FALSE_PROOF);
        assertThat(verify(witness(1, 15, 0, bound), load)).isEqualTo(Verdict.FALSE_PROOF);
        assertThat(verify(witness(1, 15, -bound - 1, 0), load)).isEqualTo(Verdict.FALSE_PROOF);
        assertThat(verify(witness(2, 15, 0, 0), load)).isEqualTo(Verdict.FALSE_PROOF);
    }

    private static Verdict verify(Witness witness, Load load) {
        return verify(PROVER.prove(witness, METADATA, load, Workers.NONE, Progress.NONE));
    }

    private static Witness witness(long bit, int message, long maskNoise, long bodyNoise) {
        int d = 64;
        long[] rho = new long[d];
        rho[3] = bit;
        rho[40] = 1;
        long[] masks = new long[d];
        masks[7] = maskNoise;
        return Witness.of(
                ProofFiles.Toy.PARAMETERS.shape(), ProofFiles.Toy.KEY, rho, new int[] {3, message}, masks, new long[] {
                    0, bodyNoise
                });
    }

    /**
     * A list with chosen mask words: decrypting its value for the sender would show bits of the key. It is refused with
     * no proof (points at infinity), with the proof of another list, and with an honest prover's attempt at it.
     */
    @ParameterizedTest
    @EnumSource
    void listsWithChosenMasksAreRefused(Load load) {
        Prover.ProvenList honest = PROVER.prove(new int[] {3, 4}, METADATA, load, Workers.NONE, Progress.NONE);
        long[] words = new long[66];
        words[0] = 1L << 59;
        words[1] = 1L << 60;
        words[2] = 1L << 61;
        words[3] = 1L << 62;
        LweCompactCiphertextList chosen = new LweCompactCiphertextList(64, 2, words);
        Proof.VerifyLoad unopened = new Proof.VerifyLoad(Group.G2.infinity(), Group.G1.infinity(), Group.G1.infinity());
        Proof empty = load == Load.VERIFY
                ? unopened
                : unopened.with(new Proof.Opening(Group.G2.infinity(), Group.G1.infinity(), Group.G1.infinity()));
        assertThat(verify(new Prover.ProvenList(chosen, empty))).isEqualTo(Verdict.FALSE_PROOF);
        assertThat(verify(new Prover.ProvenList(chosen, honest.proof()))).isEqualTo(Verdict.FALSE_PROOF);
        long[] spliced = honest.ciphertexts().words().clone();
        System.arraycopy(words, 0, spliced, 0, 4);
        assertThat(verify(new Prover.ProvenList(new LweCompactCiphertextList(64, 2, spliced), honest.proof())))
                .isEqualTo(Verdict.FALSE_PROOF);
        // Not even a list of zeros, which is an encryption of 0 without randomness, passes with an empty proof.
        LweCompactCiphertextList zeros = new LweCompactCiphertextList(64, 2, new long[66]);
        assertThat(verify(new Prover.ProvenList(zeros, empty))).isNotEqualTo(Verdict.INVALID_POINT);
    }

    @Test
    void shapesThatAreNotProvedAreRefused() {
        ProvenCompactCiphertextList none = new ProvenCompactCiphertextList(List.of(), List.of(), KeyTag.EMPTY);
        assertThat(ProofFiles.Toy.verify(none, METADATA)).isEqualTo(Verdict.WRONG_SHAPE);
        Prover.ProvenList honest = PROVER.prove(new int[] {3}, METADATA, Load.VERIFY, Workers.NONE, Progress.NONE);
        long[] words = Arrays.copyOf(honest.ciphertexts().words(), 64 + 5);
        assertThat(verify(new Prover.ProvenList(new LweCompactCiphertextList(64, 5, words), honest.proof())))
                .isEqualTo(Verdict.WRONG_SHAPE);
        assertThat(verify(new Prover.ProvenList(new LweCompactCiphertextList(64, 0, new long[0]), honest.proof())))
                .isEqualTo(Verdict.WRONG_SHAPE);
        assertThat(verify(new Prover.ProvenList(new LweCompactCiphertextList(32, 1, new long[33]), honest.proof())))
                .isEqualTo(Verdict.WRONG_SHAPE);
    }

    @Test
    void parametersOfAKnownTrapdoorAreThoseOfTheVectors() throws Exception {
        PublicParameters made = Trapdoor.PARAMETERS;
        assertThat(sha256(PublicParametersCodec.INSTANCE.write(made)))
                .isEqualTo("9f7d0c02619d66256640e188e44e22e4caac588529990df2cffa40c5bb681d13");
        assertThat(made.validate(Workers.NONE, Progress.NONE).isValid()).isTrue();
        Prover prover = new Prover(made, ProofFiles.Toy.KEY, ProofFiles.RANDOM);
        Prover.ProvenList proven = prover.prove(new int[] {9}, METADATA, Load.PROOF, Workers.NONE, Progress.NONE);
        assertThat(Trapdoor.VERIFIER.verify(new Claim(listOf(proven), METADATA), Workers.NONE))
                .isEqualTo(Verdict.ACCEPTED);
        // A proof made with other parameters proves nothing.
        assertThat(verify(proven)).isEqualTo(Verdict.FALSE_PROOF);
    }

    @Test
    void freshParametersServeProverAndVerifier() throws Exception {
        ProofShape shape = new ProofShape(64, 2, 11, 5, 1);
        List<Long> progress = new ArrayList<>();
        PublicParameters made = ParameterGenerator.generate(
                shape, ProofFiles.RANDOM, Workers.NONE, (done, total) -> progress.add(done));
        assertThat(progress.getLast()).isEqualTo(3L * shape.powers());
        PublicParameters read = PublicParametersCodec.INSTANCE.read(PublicParametersCodec.INSTANCE.write(made));
        assertThat(read.validate(Workers.NONE, Progress.NONE).isValid()).isTrue();
        Prover prover = new Prover(read, ProofFiles.Toy.KEY, ProofFiles.RANDOM);
        ProofVerifier verifier = new ProofVerifier(new PreparedParameters(read), ProofFiles.Toy.KEY, ProofFiles.RANDOM);
        for (Load load : Load.values()) {
            Prover.ProvenList proven = prover.prove(new int[] {1, 15}, METADATA, load, Workers.NONE, Progress.NONE);
            assertThat(verifier.verify(new Claim(listOf(proven), METADATA), Workers.NONE))
                    .isEqualTo(Verdict.ACCEPTED);
        }
    }

    /** In the equations infinity is a point as others are: the reference accepts these lists, and so do we. */
    @ParameterizedTest
    @ValueSource(strings = {"inf_y", "inf_c", "inf_cy"})
    void proofsAtInfinityAreAcceptedIfTrue(String name) {
        Verdict verdict = Trapdoor.VERIFIER.verify(
                new Claim(ProofFiles.list("trapdoor_toy/" + name + ".bin"), ProofFiles.Toy.METADATA), Workers.NONE);
        assertThat(verdict).isEqualTo(Verdict.ACCEPTED);
    }

    /** Parameters of the toy shape of which the trapdoor is known. */
    private static final class Trapdoor {
        static final PublicParameters PARAMETERS = trapdoorParameters(
                ProofFiles.Toy.PARAMETERS.shape(),
                new BigInteger("123456789012345678901234567890123456789"),
                "zk-test-crs-2048/");
        static final ProofVerifier VERIFIER =
                new ProofVerifier(new PreparedParameters(PARAMETERS), ProofFiles.Toy.KEY, ProofFiles.RANDOM);

        private Trapdoor() {}
    }

    static PublicParameters trapdoorParameters(ProofShape shape, BigInteger trapdoor, String prefix) {
        return trapdoorParameters(shape, trapdoor, prefix, Workers.NONE);
    }

    static PublicParameters trapdoorParameters(ProofShape shape, BigInteger trapdoor, String prefix, Workers workers) {
        List<byte[]> separators = new ArrayList<>();
        for (String name : List.of("hash", "hash_t", "hash_agg", "hash_lmap", "hash_z", "hash_w")) {
            SHAKEDigest hash = new SHAKEDigest(256);
            byte[] input = (prefix + name).getBytes(StandardCharsets.US_ASCII);
            hash.update(input, 0, input.length);
            byte[] separator = new byte[256];
            hash.doFinal(separator, 0, 256);
            separators.add(separator);
        }
        return ParameterGenerator.generate(shape, Fr.of(trapdoor), separators, workers, Progress.NONE);
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
