package org.fhevm.tfhe.zk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.serialization.conformance.StrictInputReading;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A change of list, proof, key, parameters or metadata is refused, by a verdict or as malformed. */
class MutationTest {
    private static final long SEED = 11;
    private static final String[] LISTS = {
        "list_verifyload_u4", "list_verifyload_u8_bool", "list_proofload_u8_bool", "list_verifyload_3proofs_u32_u8"
    };
    private static final StrictInputReading READING = ProofMutations.READING;

    private static byte[] bytes(String name) {
        return ProofFiles.FILES.bytes("toy/" + name + ".bin");
    }

    private static boolean accepted(byte[] list, byte[] metadata) {
        try {
            return ProofFiles.Toy.verify(READING.read(list), metadata) == Verdict.ACCEPTED;
        } catch (MalformedInputException e) {
            return false;
        }
    }

    @Test
    void theListsThemselvesAreAccepted() {
        for (String name : LISTS) {
            assertThat(accepted(bytes(name), ProofFiles.Toy.METADATA)).isTrue();
        }
    }

    @Test
    void changesAreRefused() {
        new ProofMutations(SEED).run(30);
    }

    /** A refusal is also as quick as an acceptance, so that a sender gains nothing by false proofs. */
    @ParameterizedTest
    @Tag("slow")
    @ValueSource(longs = {11, 12, 13, 14})
    void tenThousandChangesAreRefused(long seed) {
        ProofMutations mutations = new ProofMutations(seed);
        mutations.runMeasured(2_500);
        assertThat(mutations.counts()).hasSize(ProofMutations.Kind.values().length);
        assertThat(mutations.slowest()).isLessThan(1.5);
    }

    @Test
    void eachBitOfTheMetadataCounts() throws MalformedInputException {
        ProvenCompactCiphertextList list = READING.read(bytes("list_proofload_u8_bool"));
        for (int bit = 0; bit < 8 * ProofFiles.Toy.METADATA.length; bit += 29) {
            byte[] metadata = ProofFiles.Toy.METADATA.clone();
            metadata[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThat(ProofFiles.Toy.verify(list, metadata)).isEqualTo(Verdict.FALSE_PROOF);
        }
    }

    @Test
    void anotherKeyAndOtherSeparatorsAreRefused() throws MalformedInputException {
        Random random = new Random(SEED);
        for (String name : List.of("list_verifyload_u4", "list_proofload_u8_bool")) {
            Claim claim = new Claim(READING.read(bytes(name)), ProofFiles.Toy.METADATA);
            for (int i = 0; i < 2; i++) {
                long[] words = ProofFiles.Toy.KEY.words().clone();
                words[random.nextInt(words.length)] ^= 1L << random.nextInt(64);
                CompactPublicKey key = new CompactPublicKey(words, ProofFiles.Toy.KEY.parameters(), KeyTag.EMPTY);
                assertThat(new ProofVerifier(ProofFiles.Toy.PREPARED, key, ProofFiles.RANDOM)
                                .verify(claim, Workers.NONE))
                        .isEqualTo(Verdict.FALSE_PROOF);
            }
            for (int separator = 0; separator < 6; separator++) {
                boolean used = separator < 4 || name.contains("proofload");
                PublicParameters good = ProofFiles.Toy.PARAMETERS;
                byte[][] separators =
                        good.separators().stream().map(byte[]::clone).toArray(byte[][]::new);
                separators[separator][random.nextInt(256)] ^= 1;
                PreparedParameters other = new PreparedParameters(
                        new PublicParameters(good.shape(), good.first(), good.second(), List.of(separators)));
                assertThat(new ProofVerifier(other, ProofFiles.Toy.KEY, ProofFiles.RANDOM).verify(claim, Workers.NONE))
                        .isEqualTo(used ? Verdict.FALSE_PROOF : Verdict.ACCEPTED);
            }
        }
    }

    @Test
    void changedParametersAreMalformedOrInvalid() {
        byte[] original = ProofFiles.FILES.bytes("toy/crs.bin");
        Random random = new Random(SEED);
        int separators = original.length - 6 * 264;
        for (int i = 0; i < 4; i++) {
            byte[] changed = original.clone();
            changed[64 + random.nextInt(separators - 64)] ^= (byte) (1 << random.nextInt(8));
            boolean valid;
            try {
                valid = PublicParametersCodec.INSTANCE
                        .read(changed)
                        .validate(Workers.NONE, Progress.NONE)
                        .isValid();
            } catch (MalformedInputException e) {
                valid = false;
            }
            assertThat(valid).as("change %d of seed %d", i, SEED).isFalse();
        }
    }

    @Test
    void partsCannotBeSwappedReplayedOrLeftOut() throws MalformedInputException {
        ProvenCompactCiphertextList three = READING.read(bytes("list_verifyload_3proofs_u32_u8"));
        ProvenCompactCiphertextList other = READING.read(bytes("list_verifyload_u8_bool"));
        List<Part> parts = three.parts();
        // Parts stand for themselves; a list of the same parts in another order is another list of proven ciphertexts.
        for (int i = 0; i < parts.size(); i++) {
            for (int j = 0; j < parts.size(); j++) {
                EncodedProof proof = parts.get(j).proof();
                Part spliced = new Part(parts.get(i).blocks(), proof);
                Verdict verdict = ProofFiles.Toy.verify(
                        new ProvenCompactCiphertextList(List.of(spliced), three.kinds(), three.tag()),
                        ProofFiles.Toy.METADATA);
                assertThat(verdict).isEqualTo(i == j ? Verdict.ACCEPTED : Verdict.FALSE_PROOF);
            }
        }
        Part foreign =
                new Part(other.parts().getFirst().blocks(), parts.getFirst().proof());
        assertThat(ProofFiles.Toy.verify(
                        new ProvenCompactCiphertextList(List.of(parts.getFirst(), foreign), three.kinds(), three.tag()),
                        ProofFiles.Toy.METADATA))
                .isEqualTo(Verdict.FALSE_PROOF);
        ProvenCompactCiphertextList shorter =
                new ProvenCompactCiphertextList(parts.subList(0, 2), three.kinds(), three.tag());
        byte[] bytes = ProvenCompactCiphertextListCodec.INSTANCE.write(shorter);
        assertThatThrownBy(() -> READING.read(bytes)).isInstanceOf(MalformedInputException.class);
    }

    @Test
    void oneListHasOneEncoding() throws MalformedInputException {
        byte[] good = bytes("list_verifyload_u4");
        byte[] trailing = Arrays.copyOf(good, good.length + 1);
        byte[] otherHeader = good.clone();
        otherHeader[10] = '6';
        byte[] tagged = Arrays.copyOf(good, good.length + 1);
        tagged[good.length - 8] = 1;
        for (byte[] bytes : List.of(trailing, otherHeader, tagged)) {
            ProvenCompactCiphertextListCodec.INSTANCE.read(bytes);
            assertThatThrownBy(() -> READING.read(bytes)).isInstanceOf(MalformedInputException.class);
        }
    }
}
