package org.fhevm.tfhe.zk;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Fr;

/**
 * The challenges of a proof, each squeezed from SHAKE256 over a separator, the metadata, the statement and what the
 * prover had committed to by then. Nothing stands between the inputs. For one proof and one thread at a time.
 */
final class Transcript {
    private static final int SECURITY = 256;
    private static final int HASH_LIMBS = 7;
    private static final long TOP_LIMB_MASK = (1L << (426 - 384)) - 1;
    private static final int BUFFER_ELEMENTS = 512;
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private enum Separator {
        Y,
        T,
        AGGREGATION,
        LINEAR_MAP,
        Z,
        OMEGA
    }

    private final ProofShape shape;
    private final List<byte[]> separators;
    private final byte[] metadata;
    private final byte[] statement;
    private final int powers;

    Transcript(ProofShape shape, List<byte[]> separators, Statement statement) {
        this.shape = shape;
        this.separators = separators;
        this.metadata = statement.metadata();
        this.statement = statementBytes(shape, statement);
        this.powers = shape.powers();
    }

    /** Numbers, key, mask and bodies, 8 bytes each; the modulus 2^64 is 0. */
    static byte[] statementBytes(ProofShape shape, Statement statement) {
        long[] numbers = {
            0, shape.lweDimension(), 1L << shape.noiseBoundLog2(), 1L << shape.plaintextLog2(), shape.paddingBits()
        };
        long[] key = statement.key().words();
        long[] list = statement.ciphertexts().words();
        byte[] bytes = new byte[(numbers.length + key.length + list.length) * Long.BYTES];
        store(numbers, bytes, 0);
        store(key, bytes, numbers.length);
        store(list, bytes, numbers.length + key.length);
        return bytes;
    }

    private static void store(long[] words, byte[] bytes, int at) {
        for (int i = 0; i < words.length; i++) {
            WORDS.set(bytes, (at + i) * Long.BYTES, words[i]);
        }
    }

    /** The bytes of elements of Fr: 40 each. */
    static byte[] bytes(long[] elements) {
        byte[] bytes = new byte[elements.length * Long.BYTES];
        store(elements, bytes, 0);
        return bytes;
    }

    /** y_1 to y_n. */
    long[] y(CurvePoint cHat) {
        SHAKEDigest hash = start(Separator.Y);
        update(hash, statement, cHat.transcriptBytes());
        return elements(hash, powers);
    }

    /** θ_0 to θ_(d+k−1), then δ_θ. */
    long[] theta(CurvePoint cHat, CurvePoint cY, int bodies) {
        SHAKEDigest hash = start(Separator.LINEAR_MAP);
        update(hash, statement, cHat.transcriptBytes(), cY.transcriptBytes());
        return elements(hash, shape.lweDimension() + bodies + 1);
    }

    /** Stores t_1 to t_n, plain integers of two limbs each. */
    void t(long[] integers, byte[] y, CurvePoint cHat, CurvePoint cY) {
        SHAKEDigest hash = start(Separator.T);
        update(hash, y, statement, cHat.transcriptBytes(), cY.transcriptBytes());
        byte[] buffer = new byte[16 * BUFFER_ELEMENTS];
        for (int done = 0; done < powers; done += BUFFER_ELEMENTS) {
            int count = Math.min(BUFFER_ELEMENTS, powers - done);
            hash.doOutput(buffer, 0, 16 * count);
            for (int i = 0; i < 2 * count; i++) {
                integers[2 * done + i] = (long) WORDS.get(buffer, i * Long.BYTES);
            }
        }
    }

    /** δ_eq, then δ_y. */
    long[] delta(CurvePoint cHat, CurvePoint cY) {
        SHAKEDigest hash = start(Separator.AGGREGATION);
        update(hash, statement, cHat.transcriptBytes(), cY.transcriptBytes());
        return elements(hash, 2);
    }

    /**
     * z.
     *
     * @param deltas δ_eq, δ_y and δ_θ
     */
    long[] z(Proof proof, Proof.Opening opening, byte[] y, byte[] t, long[] deltas) {
        return elements(opened(Separator.Z, proof, opening, y, t, deltas), 1);
    }

    /** What ω is hashed from before z is known: all that z is. Finished by {@link #omega}. */
    SHAKEDigest omegaBeforeZ(Proof proof, Proof.Opening opening, byte[] y, byte[] t, long[] deltas) {
        return opened(Separator.OMEGA, proof, opening, y, t, deltas);
    }

    /** ω. */
    static long[] omega(SHAKEDigest beforeZ, long[] z, long[] valueOfH, long[] valueOfT) {
        update(beforeZ, bytes(z), bytes(valueOfH), bytes(valueOfT));
        return elements(beforeZ, 1);
    }

    private SHAKEDigest opened(
            Separator separator, Proof proof, Proof.Opening opening, byte[] y, byte[] t, long[] deltas) {
        SHAKEDigest hash = start(separator);
        update(
                hash,
                statement,
                proof.cHat().transcriptBytes(),
                proof.cY().transcriptBytes(),
                proof.pi().transcriptBytes(),
                opening.cH().transcriptBytes(),
                opening.cHatT().transcriptBytes(),
                y,
                t,
                bytes(deltas));
        return hash;
    }

    private SHAKEDigest start(Separator separator) {
        SHAKEDigest hash = new SHAKEDigest(SECURITY);
        update(hash, separators.get(separator.ordinal()), metadata);
        return hash;
    }

    private static void update(SHAKEDigest hash, byte[]... inputs) {
        for (byte[] input : inputs) {
            hash.update(input, 0, input.length);
        }
    }

    /** Takes 56 bytes for each element, of which 426 bits are a number h; h·2^-128 is its Montgomery form. */
    static long[] elements(SHAKEDigest hash, int count) {
        long[] elements = new long[count * Fr.LIMBS];
        byte[] buffer = new byte[HASH_LIMBS * Long.BYTES * BUFFER_ELEMENTS];
        long[] limbs = new long[HASH_LIMBS];
        for (int done = 0; done < count; done += BUFFER_ELEMENTS) {
            int now = Math.min(BUFFER_ELEMENTS, count - done);
            hash.doOutput(buffer, 0, now * HASH_LIMBS * Long.BYTES);
            for (int i = 0; i < now; i++) {
                for (int j = 0; j < HASH_LIMBS; j++) {
                    limbs[j] = (long) WORDS.get(buffer, (i * HASH_LIMBS + j) * Long.BYTES);
                }
                limbs[HASH_LIMBS - 1] &= TOP_LIMB_MASK;
                Fr.fromHash(elements, (done + i) * Fr.LIMBS, limbs);
            }
        }
        return elements;
    }
}
