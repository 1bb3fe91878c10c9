package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.decomposition.SignedDecomposition;
import org.fhevm.tfhe.math.simd.Kernels;

/**
 * A keyswitch key rounded to the upper 32 bits of each word, rows padded to whole vectors.
 *
 * <p>What a keyswitch makes is rounded to about 12 bits at once. Rounding the key adds an error of standard deviation about
 * 2^42 (in the phase, in units of 2^-64) to a result whose noise is 2^53 already, and halves the bytes that every keyswitch reads.
 */
public final class RoundedKeyswitchKey {
    private static final int LANES = 16;

    private final int inputDimension;
    private final int outputDimension;
    private final int levelCount;
    private final SignedDecomposition decomposition;
    private final int[] words;

    private RoundedKeyswitchKey(
            int inputDimension, int outputDimension, int levelCount, SignedDecomposition decomposition, int[] words) {
        this.inputDimension = inputDimension;
        this.outputDimension = outputDimension;
        this.levelCount = levelCount;
        this.decomposition = decomposition;
        this.words = words;
    }

    public static RoundedKeyswitchKey of(LweKeyswitchKey key) {
        int size = key.outputDimension() + 1;
        int[] words = round(key.words(), size, rowLength(size));
        return new RoundedKeyswitchKey(
                key.inputDimension(),
                key.outputDimension(),
                key.decomposition().levelCount(),
                new SignedDecomposition(key.decomposition()),
                words);
    }

    /** A packing key, its k+1 polynomials of N words read as one row. */
    public static RoundedKeyswitchKey of(LwePackingKeyswitchKey key) {
        int size = (key.glweDimension() + 1) * key.polynomialSize();
        int[] words = round(key.words(), size, rowLength(size));
        return new RoundedKeyswitchKey(
                key.inputDimension(),
                size - 1,
                key.decomposition().levelCount(),
                new SignedDecomposition(key.decomposition()),
                words);
    }

    private static int rowLength(int size) {
        return Math.ceilDiv(size, LANES) * LANES;
    }

    private static int[] round(long[] words, int size, int row) {
        int rows = words.length / size;
        int[] rounded = new int[Math.addExact(Kernels.INT_START, Math.multiplyExact(rows, row))];
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < size; j++) {
                rounded[Kernels.INT_START + r * row + j] = roundWord(words[r * size + j]);
            }
        }
        return rounded;
    }

    /** The upper 32 bits of a torus word, rounded half up. */
    public static int roundWord(long word) {
        return (int) (word + (1L << 31) >>> 32);
    }

    public int inputDimension() {
        return inputDimension;
    }

    /** One less than the words of a row that carry something. */
    public int outputDimension() {
        return outputDimension;
    }

    public int levelCount() {
        return levelCount;
    }

    /** Words from one row to the next. */
    public int rowLength() {
        return rowLength(outputDimension + 1);
    }

    public SignedDecomposition decomposition() {
        return decomposition;
    }

    /** From index {@link Kernels#INT_START} on, rows [input dimension][level] of {@link #rowLength()} words; borrowed. */
    public int[] words() {
        return words;
    }
}
