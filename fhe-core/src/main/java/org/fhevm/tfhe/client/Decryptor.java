package org.fhevm.tfhe.client;

import java.math.BigInteger;
import org.fhevm.tfhe.core.algorithm.BitPacking;
import org.fhevm.tfhe.core.algorithm.SampleExtraction;
import org.fhevm.tfhe.core.entity.LweSecretKey;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.PackedGlwe;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Decryption with the secret key, of blocks as well as of stored lists. Immutable. */
public final class Decryptor {
    private final ClientKey key;
    private final LweSecretKey bigKey;

    public Decryptor(ClientKey key) {
        this.key = key;
        this.bigKey = key.glweSecretKey().asLweSecretKey();
    }

    /** The phase of a block: its encoded value with its noise, a torus word. */
    public long phase(ShortintCiphertext block) {
        return LweEncryption.phase(bigKey, block.words());
    }

    /**
     * The value of a block with its carry and its padding bit, 0..31; 16 and above mean that the padding is not clean.
     */
    public int decryptBlock(ShortintCiphertext block) {
        return round(phase(block), key.parameters().deltaLog2());
    }

    private static int round(long phase, int deltaLog2) {
        return (int) (phase + (1L << deltaLog2 - 1) >>> deltaLog2);
    }

    /** The integer that the blocks stand for, carries included, modulo the width. */
    public BigInteger decrypt(RadixCiphertext value) {
        BigInteger sum = BigInteger.ZERO;
        for (int i = value.blockCount() - 1; i >= 0; i--) {
            sum = sum.shiftLeft(2)
                    .add(BigInteger.valueOf(decryptBlock(value.blocks().get(i))));
        }
        return sum.mod(BigInteger.ONE.shiftLeft(2 * value.blockCount()));
    }

    /**
     * Whether every block lies where a block under this key does: at most its degree, and nearer to a value than an
     * eighth of their distance. A fresh block is within 2^-9 of it, one of norm 10 within 2^-6, as standard deviations.
     *
     * <p>Under another key a phase is uniform. It then passes with a probability of a quarter times degree + 1, divided
     * by 32: a value of n blocks of two bits with 2^-5n.
     */
    public boolean recognizes(RadixCiphertext value) {
        long unit = 1L << key.parameters().deltaLog2();
        return value.blocks().stream()
                .allMatch(block -> liesNear(phase(block), unit, unit / 8, unit / 8, block.degree()));
    }

    /**
     * Whether every block of a value of a stored list lies where a block under this key does. With m stored as 4m + ½
     * (as 4m by tfhe-rs), in units of a block, that is from 4m - 1 to 4m + 1½: ten standard deviations of the largest
     * stored noise on either side.
     *
     * <p>Under another key a phase is uniform. It then passes with a probability of 10/32, one of a boolean with 5/32:
     * a value of n blocks with 2^-1.6n.
     *
     * @throws IllegalArgumentException as {@link #decrypt(CompressedCiphertextList, int)} does
     */
    public boolean recognizes(CompressedCiphertextList list, int index) {
        DataKind kind = list.kinds().get(index);
        long unit = 1L << key.parameters().deltaLog2();
        int largest = kind instanceof DataKind.Bool ? 1 : key.parameters().messageModulus() - 1;
        int first = firstBlock(list, index);
        for (int block = first; block < first + kind.blockCount(); block++) {
            long phase = packedPhase(list, block);
            if (!liesNear(phase, key.parameters().messageModulus() * unit, unit, unit + unit / 2, largest)) {
                return false;
            }
        }
        return true;
    }

    /** Whether a phase is at most this much below, or above, a multiple of the step, which is at most the largest. */
    private static boolean liesNear(long phase, long step, long below, long above, int largest) {
        long raised = phase + below;
        return Long.compareUnsigned(Long.divideUnsigned(raised, step), largest) <= 0
                && Long.compareUnsigned(Long.remainderUnsigned(raised, step), below + above) <= 0;
    }

    /**
     * The value at an index of a stored list, read under the compression key, without any evaluation key.
     *
     * @throws IllegalArgumentException if the key set has no compression key or the list has another shape
     */
    public BigInteger decrypt(CompressedCiphertextList list, int index) {
        int first = firstBlock(list, index);
        DataKind kind = list.kinds().get(index);
        BigInteger sum = BigInteger.ZERO;
        for (int block = first + kind.blockCount() - 1; block >= first; block--) {
            sum = sum.shiftLeft(2).add(BigInteger.valueOf(decryptPacked(packedPhase(list, block))));
        }
        return sum;
    }

    private static int firstBlock(CompressedCiphertextList list, int index) {
        int first = 0;
        for (int i = 0; i < index; i++) {
            first += list.kinds().get(i).blockCount();
        }
        return first;
    }

    private int decryptPacked(long phase) {
        int messageLog2 = Integer.numberOfTrailingZeros(key.parameters().messageModulus());
        int rounded = round(phase, key.parameters().deltaLog2() + messageLog2);
        return rounded & key.parameters().messageModulus() - 1;
    }

    private long packedPhase(CompressedCiphertextList list, int block) {
        PackedGlwe glwe = list.glwes().get(block / list.lwePerGlwe());
        int coefficient = block % list.lwePerGlwe();
        LweSecretKey packingKey = key.compressionPrivateKey()
                .orElseThrow(() -> new IllegalArgumentException("the client key has no compression key"))
                .secretKey()
                .asLweSecretKey();
        int n = glwe.polynomialSize();
        long[] words = new long[(glwe.glweDimension() + 1) * n];
        for (int j = 0; j < glwe.initialLength(); j++) {
            words[j] = BitPacking.value(glwe.packed(), j, glwe.logModulus()) << 64 - glwe.logModulus();
        }
        long[] lwe = new long[words.length - n + 1];
        SampleExtraction.extract(words, 0, n, coefficient, lwe);
        return LweEncryption.phase(packingKey, lwe);
    }
}
