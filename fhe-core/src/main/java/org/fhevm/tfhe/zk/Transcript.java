package org.fhevm.tfhe.zk;

import java.util.Arrays;
import java.util.List;
import org.fhevm.tfhe.math.simd.Shake256;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Fr;

/**
 * The challenges of a proof. Each is squeezed from SHAKE256 over a separator, the metadata, the statement and the
 * previous commitments of the prover, without separators between these inputs. Immutable.
 *
 * <p>{@link Shake256} absorbs long inputs and squeezes long outputs for several proofs at once; therefore separate
 * methods begin and end such a hash. Field elements and words of the statement are absorbed as 64-bit words, as in
 * memory.
 */
final class Transcript {
    private static final int HASH_LIMBS = 7;
    private static final long TOP_LIMB_MASK = (1L << (426 - 384)) - 1;
    private static final int BUFFER_ELEMENTS = 512;

    private final ProofShape shape;
    private final List<byte[]> separators;
    private final byte[] metadata;
    private final long[] statement;

    Transcript(ProofShape shape, List<byte[]> separators, Statement statement) {
        this.shape = shape;
        this.separators = separators;
        this.metadata = statement.metadata();
        this.statement = statementWords(shape, statement);
    }

    /** Numbers, key, mask and bodies; the modulus 2^64 is 0. */
    static long[] statementWords(ProofShape shape, Statement statement) {
        long[] numbers = {
            0, shape.lweDimension(), 1L << shape.noiseBoundLog2(), 1L << shape.plaintextLog2(), shape.paddingBits()
        };
        long[] key = statement.key().words();
        long[] list = statement.ciphertexts().words();
        long[] words = Arrays.copyOf(numbers, numbers.length + key.length + list.length);
        System.arraycopy(key, 0, words, numbers.length, key.length);
        System.arraycopy(list, 0, words, numbers.length + key.length, list.length);
        return words;
    }

    /** The hash that y_1 to y_n are squeezed from. */
    Shake256 y(CurvePoint cHat) {
        return start(Separator.Y).absorb(statement).absorb(cHat.transcriptBytes());
    }

    /** θ_0 to θ_(d+k−1), then δ_θ. */
    long[] theta(CurvePoint cHat, CurvePoint cY, int bodies) {
        return elements(committed(start(Separator.LINEAR_MAP), cHat, cY), shape.lweDimension() + bodies + 1);
    }

    /** The hash that t_1 to t_n, plain integers of two words each, are squeezed from, before y. */
    Shake256 tBeforeY() {
        return start(Separator.T);
    }

    /** What {@link #tBeforeY} absorbs after y. */
    void endT(Shake256 hash, CurvePoint cHat, CurvePoint cY) {
        committed(hash, cHat, cY);
    }

    /** δ_eq, then δ_y. */
    long[] delta(CurvePoint cHat, CurvePoint cY) {
        return elements(committed(start(Separator.AGGREGATION), cHat, cY), 2);
    }

    /**
     * The hash that z or ω is squeezed from, before y, the elements t and the deltas; then ω absorbs z and two values.
     *
     * @param separator Z or OMEGA
     */
    Shake256 openedBeforeY(Separator separator, Proof.ProofLoad proof) {
        return committed(start(separator), proof.cHat(), proof.cY())
                .absorb(proof.pi().transcriptBytes())
                .absorb(proof.opening().cH().transcriptBytes())
                .absorb(proof.opening().cHatT().transcriptBytes());
    }

    private Shake256 committed(Shake256 hash, CurvePoint cHat, CurvePoint cY) {
        return hash.absorb(statement).absorb(cHat.transcriptBytes()).absorb(cY.transcriptBytes());
    }

    private Shake256 start(Separator separator) {
        return new Shake256().absorb(separators.get(separator.ordinal())).absorb(metadata);
    }

    static long[] elements(Shake256 hash, int count) {
        return elements(new Shake256[] {hash}, count)[0];
    }

    /**
     * Elements from each of several hashes. Takes 7 words for each element, of which 426 bits are a number h; h·2^-128
     * is its Montgomery form.
     */
    static long[][] elements(Shake256[] hashes, int count) {
        long[][] elements = new long[hashes.length][count * Fr.LIMBS];
        long[][] words = new long[hashes.length][HASH_LIMBS * Math.min(count, BUFFER_ELEMENTS)];
        for (int done = 0; done < count; done += BUFFER_ELEMENTS) {
            int now = Math.min(BUFFER_ELEMENTS, count - done);
            Shake256.squeeze(hashes, words, 0, now * HASH_LIMBS);
            for (int hash = 0; hash < hashes.length; hash++) {
                reduce(words[hash], elements[hash], done, now);
            }
        }
        return elements;
    }

    private static void reduce(long[] words, long[] elements, int from, int count) {
        for (int i = 0; i < count; i++) {
            words[i * HASH_LIMBS + HASH_LIMBS - 1] &= TOP_LIMB_MASK;
            Fr.fromHash(elements, (from + i) * Fr.LIMBS, words, i * HASH_LIMBS);
        }
    }

    /** The separators of challenges, in the order of the public parameters. */
    enum Separator {
        Y,
        T,
        AGGREGATION,
        LINEAR_MAP,
        Z,
        OMEGA
    }
}
