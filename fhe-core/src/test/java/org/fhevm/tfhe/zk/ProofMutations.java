package org.fhevm.tfhe.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedProof;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList.Part;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ProvenCompactCiphertextListCodec;
import org.fhevm.tfhe.serialization.PublicParametersCodec;
import org.fhevm.tfhe.serialization.conformance.ProvenListConformance;
import org.fhevm.tfhe.serialization.conformance.StrictInputReading;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * Random changes of valid inputs, each checked as a server checks inputs. A change is refused by the reader or by a
 * verdict; it neither passes nor throws anything else. For one thread.
 */
final class ProofMutations {
    static final StrictInputReading READING =
            new StrictInputReading(new ProvenListConformance(ProofFiles.Toy.KEY.parameters(), 4), KeyTag.EMPTY);

    /** As many bytes as a proof of the verify load has; the kinds of the values, which it ends before, are few. */
    private static final int PROOF_BYTES = 583;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Random random;
    private final List<Input> inputs = new ArrayList<>();
    private final Map<Kind, Integer> counts = new EnumMap<>(Kind.class);
    private final Map<String, Long> valid = new HashMap<>();
    private double slowest;

    /** What is changed. */
    enum Kind {
        /** One bit of the list with its proofs. */
        LIST_BIT,
        /** One bit of the last proof. */
        PROOF_BIT,
        /** Fewer bytes. */
        TRUNCATED,
        /** More bytes. */
        EXTENDED,
        /** Some bytes replaced by those of another valid list. */
        SPLICED_BYTES,
        /** The proof of another list. */
        FOREIGN_PROOF,
        /** One point of the proof replaced by another, or by one of another proof. */
        SWAPPED_POINTS,
        /** The ciphertexts of another list with the proof of this. */
        FOREIGN_CIPHERTEXTS,
        /** Two words of the list change places. */
        SWAPPED_WORDS,
        /** One bit of the metadata: another user, contract, tenant or chain. */
        METADATA_BIT,
        /** Metadata cut, or with more bytes. */
        METADATA_LENGTH,
        /** User and contract change places. */
        METADATA_ORDER,
        /** One bit of the public key. */
        KEY_BIT,
        /** One bit of a separator of the public parameters. */
        SEPARATOR_BIT,
        /** One bit of a point of the public parameters. */
        PARAMETER_BIT
    }

    /** What a verifier is given. */
    private record Input(String name, byte[] bytes, byte[] metadata) {}

    ProofMutations(long seed) {
        this.random = new Random(seed);
        for (String name : List.of(
                "list_verifyload_u4",
                "list_verifyload_u8_bool",
                "list_proofload_u8_bool",
                "list_verifyload_3proofs_u32_u8",
                "own_valid_verifyload",
                "own_valid_proofload")) {
            inputs.add(new Input(name, ProofFiles.FILES.bytes("toy/" + name + ".bin"), ProofFiles.Toy.METADATA));
        }
        inputs.removeIf(input -> !isReadable(input.bytes()));
        inputs.add(new Input(
                "list_verifyload_emptymeta_u16",
                ProofFiles.FILES.bytes("toy/list_verifyload_emptymeta_u16.bin"),
                new byte[0]));
    }

    private static boolean isReadable(byte[] bytes) {
        try {
            READING.read(bytes);
            return true;
        } catch (MalformedInputException e) {
            return false;
        }
    }

    /** Makes changes and checks that each is refused. */
    void run(int count) {
        run(count, false);
    }

    /** The same, and measures how long each refusal takes. */
    void runMeasured(int count) {
        run(count, true);
    }

    private void run(int count, boolean measured) {
        Kind[] kinds = Kind.values();
        for (int i = 0; i < count; i++) {
            Kind kind = kinds[i % kinds.length];
            Input input = pick();
            Attempt attempt = attempt(kind, input);
            boolean accepted = measured && kind != Kind.PARAMETER_BIT ? measure(input, attempt) : isAccepted(attempt);
            assertThat(accepted)
                    .as("change %d (%s) of %s is accepted", i, kind, input.name())
                    .isFalse();
            counts.merge(kind, 1, Integer::sum);
        }
    }

    /** Half of the lists are of the proof load: their checks have more steps and take less time. */
    private Input pick() {
        boolean proofLoad = random.nextBoolean();
        List<Input> some = inputs.stream()
                .filter(input -> input.name().contains("proofload") == proofLoad)
                .toList();
        return some.get(random.nextInt(some.size()));
    }

    /** Changes made, by kind. */
    Map<Kind, Integer> counts() {
        return counts;
    }

    /** The longest that a refusal took, as a multiple of what a valid list of as many parts takes. */
    double slowest() {
        return slowest;
    }

    /** A change, made and checked. */
    private interface Attempt {
        boolean isAccepted() throws MalformedInputException;
    }

    /** A refusal that seems slow is repeated beside the valid list, since other work on the machine is slow as well. */
    private boolean measure(Input input, Attempt attempt) {
        Input comparable = comparable(input);
        Runnable validTask = () -> isAccepted(() -> verify(comparable.bytes(), comparable.metadata()));
        long start = THREADS.getCurrentThreadCpuTime();
        boolean accepted = isAccepted(attempt);
        long taken = THREADS.getCurrentThreadCpuTime() - start;
        double ratio = (double) taken / valid.computeIfAbsent(comparable.name(), name -> warmTime(validTask));
        for (int again = 0; again < 5 && ratio > 1.4; again++) {
            long validNanos = time(validTask);
            ratio = Math.min(ratio, (double) time(() -> isAccepted(attempt)) / validNanos);
        }
        slowest = Math.max(slowest, ratio);
        return accepted;
    }

    /**
     * A list of the proof load whose proof is replaced by one of the verify load takes as long as others of that load.
     */
    private Input comparable(Input input) {
        return inputs.stream()
                .filter(other -> other.name().startsWith("list_verifyload"))
                .filter(other ->
                        read(other).parts().size() == read(input).parts().size())
                .findFirst()
                .orElseThrow();
    }

    /** The shortest of several runs: the first ones are not compiled. */
    private static long warmTime(Runnable task) {
        return LongStream.generate(() -> time(task)).limit(10).min().orElseThrow();
    }

    private static long time(Runnable task) {
        long start = THREADS.getCurrentThreadCpuTime();
        task.run();
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    private static boolean isAccepted(Attempt attempt) {
        try {
            return attempt.isAccepted();
        } catch (MalformedInputException e) {
            return false;
        }
    }

    private static boolean verify(byte[] list, byte[] metadata) throws MalformedInputException {
        return ProofFiles.Toy.verify(READING.read(list), metadata) == Verdict.ACCEPTED;
    }

    private Attempt attempt(Kind kind, Input input) {
        return switch (kind) {
            case LIST_BIT -> ofBytes(input, flip(input.bytes(), 0, input.bytes().length));
            case PROOF_BIT -> ofBytes(input, flip(input.bytes(), input.bytes().length - PROOF_BYTES, PROOF_BYTES));
            case TRUNCATED -> ofBytes(input, Arrays.copyOf(input.bytes(), random.nextInt(input.bytes().length)));
            case EXTENDED -> ofBytes(input, Arrays.copyOf(input.bytes(), input.bytes().length + 1 + random.nextInt(9)));
            case SPLICED_BYTES -> ofBytes(input, splice(input));
            case FOREIGN_PROOF, SWAPPED_POINTS, FOREIGN_CIPHERTEXTS, SWAPPED_WORDS -> ofPart(kind, input);
            case METADATA_BIT -> ofMetadata(input, metadataBit(input));
            case METADATA_LENGTH -> ofMetadata(input, metadataLength(input));
            case METADATA_ORDER -> ofMetadata(input, swapped(ProofFiles.Toy.METADATA));
            case KEY_BIT -> ofKey(input);
            case SEPARATOR_BIT -> ofSeparator(input);
            case PARAMETER_BIT -> ofParameters();
        };
    }

    private static Attempt ofBytes(Input input, byte[] bytes) {
        return () -> !Arrays.equals(bytes, input.bytes()) && verify(bytes, input.metadata());
    }

    private static Attempt ofMetadata(Input input, byte[] metadata) {
        return () -> verify(input.bytes(), metadata);
    }

    private byte[] flip(byte[] bytes, int from, int length) {
        byte[] changed = bytes.clone();
        changed[from + random.nextInt(length)] ^= (byte) (1 << random.nextInt(8));
        return changed;
    }

    private byte[] splice(Input input) {
        byte[] changed = input.bytes().clone();
        byte[] other = inputs.get(random.nextInt(inputs.size())).bytes();
        int length = Math.min(1 + random.nextInt(600), Math.min(changed.length, other.length) - 1);
        int from = random.nextInt(other.length - length);
        System.arraycopy(other, from, changed, random.nextInt(changed.length - length), length);
        return changed;
    }

    /** A change of the first part, written and read again as a list from outside is. */
    private Attempt ofPart(Kind kind, Input input) {
        ProvenCompactCiphertextList list = read(input);
        List<Part> parts = new ArrayList<>(list.parts());
        int index = random.nextInt(parts.size());
        Part part = parts.get(index);
        Part other = otherPart(part);
        Part changed = switch (kind) {
            case FOREIGN_PROOF -> new Part(part.blocks(), other.proof());
            case SWAPPED_POINTS -> new Part(part.blocks(), withSwappedPoints(part.proof(), other.proof()));
            case FOREIGN_CIPHERTEXTS -> new Part(fitting(part, other), part.proof());
            default -> new Part(withSwappedWords(part.blocks()), part.proof());
        };
        parts.set(index, changed);
        ProvenCompactCiphertextList edited = new ProvenCompactCiphertextList(parts, list.kinds(), list.tag());
        byte[] bytes = ProvenCompactCiphertextListCodec.INSTANCE.write(edited);
        return ofBytes(input, bytes);
    }

    private Part otherPart(Part part) {
        while (true) {
            List<Part> parts = read(inputs.get(random.nextInt(inputs.size()))).parts();
            Part other = parts.get(random.nextInt(parts.size()));
            if (!Arrays.equals(ciphertexts(other).words(), ciphertexts(part).words())) {
                return other;
            }
        }
    }

    private static LweCompactCiphertextList ciphertexts(Part part) {
        return part.blocks().ciphertexts();
    }

    private static ProvenCompactCiphertextList read(Input input) {
        try {
            return READING.read(input.bytes());
        } catch (MalformedInputException e) {
            throw new AssertionError(e.describe(), e);
        }
    }

    private EncodedProof withSwappedPoints(EncodedProof proof, EncodedProof other) {
        return switch (random.nextInt(5)) {
            case 0 -> copy(proof, proof.pi(), proof.cY());
            case 1 -> copy(proof, other.cY(), proof.pi());
            case 2 -> copy(proof, proof.cY(), other.pi());
            case 3 -> copy(proof, other.cY(), other.pi());
            default -> new EncodedProof(other.cHat(), proof.cY(), proof.pi(), proof.cHatT(), proof.cH(), proof.piKzg());
        };
    }

    private static EncodedProof copy(EncodedProof proof, EncodedCurvePoint cY, EncodedCurvePoint pi) {
        return new EncodedProof(proof.cHat(), cY, pi, proof.cHatT(), proof.cH(), proof.piKzg());
    }

    /** The mask of another list before the bodies of this, so that the shape stays. */
    private static CompactBlockList fitting(Part part, Part other) {
        LweCompactCiphertextList own = ciphertexts(part);
        long[] words = own.words().clone();
        System.arraycopy(ciphertexts(other).words(), 0, words, 0, own.lweDimension());
        return with(part.blocks(), words);
    }

    private CompactBlockList withSwappedWords(CompactBlockList blocks) {
        long[] words = blocks.ciphertexts().words().clone();
        int from = random.nextInt(words.length);
        int to = (from + 1 + random.nextInt(words.length - 1)) % words.length;
        long word = words[from];
        words[from] = words[to];
        words[to] = word;
        return with(blocks, words);
    }

    private static CompactBlockList with(CompactBlockList blocks, long[] words) {
        LweCompactCiphertextList list = blocks.ciphertexts();
        return new CompactBlockList(
                new LweCompactCiphertextList(list.lweDimension(), list.lweCount(), words),
                blocks.degree(),
                blocks.messageModulus(),
                blocks.carryModulus(),
                blocks.expansion(),
                blocks.noiseLevel());
    }

    private byte[] metadataBit(Input input) {
        return input.metadata().length == 0 ? new byte[] {1} : flip(input.metadata(), 0, input.metadata().length);
    }

    private byte[] metadataLength(Input input) {
        byte[] metadata = input.metadata();
        return metadata.length == 0 || random.nextBoolean()
                ? Arrays.copyOf(metadata, metadata.length + 1 + random.nextInt(3))
                : Arrays.copyOf(metadata, random.nextInt(metadata.length));
    }

    /** Contract and user are the first two parts, of 20 bytes each. */
    private static byte[] swapped(byte[] metadata) {
        byte[] swapped = metadata.clone();
        System.arraycopy(metadata, 20, swapped, 0, 20);
        System.arraycopy(metadata, 0, swapped, 20, 20);
        return swapped;
    }

    private Attempt ofKey(Input input) {
        long[] words = ProofFiles.Toy.KEY.words().clone();
        words[random.nextInt(words.length)] ^= 1L << random.nextInt(Long.SIZE);
        CompactPublicKey key = new CompactPublicKey(words, ProofFiles.Toy.KEY.parameters(), KeyTag.EMPTY);
        return ofVerifier(input, new ProofVerifier(ProofFiles.Toy.PREPARED, key, ProofFiles.RANDOM));
    }

    /** One of the four separators that both loads use. */
    private Attempt ofSeparator(Input input) {
        PublicParameters good = ProofFiles.Toy.PARAMETERS;
        byte[][] separators = good.separators().stream().map(byte[]::clone).toArray(byte[][]::new);
        separators[random.nextInt(4)][random.nextInt(PublicParameters.SEPARATOR_BYTES)] ^=
                (byte) (1 << random.nextInt(8));
        PreparedParameters other = new PreparedParameters(
                new PublicParameters(good.shape(), good.first(), good.second(), List.of(separators)));
        return ofVerifier(input, new ProofVerifier(other, ProofFiles.Toy.KEY, ProofFiles.RANDOM));
    }

    private static Attempt ofVerifier(Input input, ProofVerifier verifier) {
        return () -> verifier.verify(new Claim(READING.read(input.bytes()), input.metadata()), Workers.NONE)
                == Verdict.ACCEPTED;
    }

    private Attempt ofParameters() {
        byte[] original = ProofFiles.FILES.bytes("toy/crs.bin");
        int separators =
                original.length - PublicParameters.SEPARATORS * (PublicParameters.SEPARATOR_BYTES + Long.BYTES);
        byte[] changed = flip(original, 64, separators - 64);
        return () -> PublicParametersCodec.INSTANCE
                .read(changed)
                .validate(Workers.NONE, Progress.NONE)
                .isValid();
    }
}
