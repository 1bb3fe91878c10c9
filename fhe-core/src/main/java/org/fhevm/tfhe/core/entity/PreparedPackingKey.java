package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.decomposition.SignedDecomposition;
import org.fhevm.tfhe.math.simd.KeyswitchKernels;

/**
 * A packing keyswitch key rounded to the upper 32 bits of each word. Its k+1 polynomials of N words form one row,
 * padded to whole cache lines.
 *
 * <p>Compression rounds the result of a packing keyswitch to about 12 bits right away. Rounding the key adds an error
 * of standard deviation about 2^47 to a noise of 2^54 (in the phase, at the published parameters, for N packed
 * ciphertexts, in units of 2^-64). With words of 24 bits, as in {@link PreparedKeyswitchKey}, the error would be 2^55.
 */
public final class PreparedPackingKey implements BootstrapShape {
    private static final int ROW_MULTIPLE = 64;

    private final int inputDimension;
    private final int glweDimension;
    private final int polynomialSize;
    private final int levelCount;
    private final SignedDecomposition decomposition;
    private final int[] words;

    private PreparedPackingKey(LwePackingKeyswitchKey key) {
        inputDimension = key.inputDimension();
        glweDimension = key.glweDimension();
        polynomialSize = key.polynomialSize();
        levelCount = key.decomposition().levelCount();
        decomposition = new SignedDecomposition(key.decomposition());
        int size = size();
        int row = rowLength();
        int rows = key.words().length / size;
        words = new int[Math.addExact(KeyswitchKernels.INT_START, Math.multiplyExact(rows, row))];
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < size; j++) {
                words[KeyswitchKernels.INT_START + r * row + j] = upper(key.words()[r * size + j]);
            }
        }
    }

    public static PreparedPackingKey of(LwePackingKeyswitchKey key) {
        return new PreparedPackingKey(key);
    }

    private static int upper(long word) {
        return (int) (word + (1L << 31) >>> 32);
    }

    @Override
    public int inputDimension() {
        return inputDimension;
    }

    /** k of the packed ciphertext. */
    @Override
    public int glweDimension() {
        return glweDimension;
    }

    /** N of the packed ciphertext. */
    @Override
    public int polynomialSize() {
        return polynomialSize;
    }

    /** Words of the packed ciphertext, (k+1)·N. */
    public int size() {
        return (glweDimension + 1) * polynomialSize;
    }

    public int levelCount() {
        return levelCount;
    }

    /** Words from one row to the next. */
    public int rowLength() {
        return Math.ceilDiv(size(), ROW_MULTIPLE) * ROW_MULTIPLE;
    }

    public SignedDecomposition decomposition() {
        return decomposition;
    }

    /**
     * From index {@link KeyswitchKernels#INT_START} on, rows [input dimension][level] of {@link #rowLength()} words;
     * borrowed.
     */
    public int[] words() {
        return words;
    }

    /** Bytes of memory of the key. */
    public long sizeInBytes() {
        return 4L * words.length;
    }
}
