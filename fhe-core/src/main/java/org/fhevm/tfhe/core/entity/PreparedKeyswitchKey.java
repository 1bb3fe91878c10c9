package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.decomposition.SignedDecomposition;
import org.fhevm.tfhe.math.simd.KeyswitchKernels;
import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A keyswitch key rounded to the upper 24 bits of each word, rows padded to whole cache lines.
 *
 * <p>The modulus switch rounds the result of a keyswitch to about 12 bits right away. Rounding the key adds an error of
 * standard deviation 2^50.5 to a noise of 2^54.3 after that switch (in the phase, at the published parameters, in units
 * of 2^-64), an increase of 0.3 %. Every keyswitch then reads three eighths of the bytes.
 *
 * <p>A word w, a multiple of 2^40, is kept as {@code upper·2^48 + lower·2^40}, both signed.
 */
public final class PreparedKeyswitchKey implements KeyswitchShape {
    private static final int ROW_MULTIPLE = 64;

    private final int inputDimension;
    private final int outputDimension;
    private final int levelCount;
    private final SignedDecomposition decomposition;
    private final int stepsBetweenCarries;
    private final short[] upper;
    private final byte[] lower;

    private PreparedKeyswitchKey(int inputDimension, int outputDimension, Decomposition decomposition, long[] words) {
        this.inputDimension = inputDimension;
        this.outputDimension = outputDimension;
        this.levelCount = decomposition.levelCount();
        this.decomposition = new SignedDecomposition(decomposition);
        this.stepsBetweenCarries = stepsBetweenCarries(decomposition);
        int size = outputDimension + 1;
        int row = rowLength();
        int rows = words.length / size;
        upper = new short[Math.addExact(KeyswitchKernels.SHORT_START, Math.multiplyExact(rows, row))];
        lower = new byte[Math.addExact(KeyswitchKernels.BYTE_START, Math.multiplyExact(rows, row))];
        for (int r = 0; r < rows; r++) {
            for (int j = 0; j < size; j++) {
                long rounded = words[r * size + j] + (1L << 39) >> 40;
                upper[KeyswitchKernels.SHORT_START + r * row + j] = (short) (rounded + 128 >> 8);
                lower[KeyswitchKernels.BYTE_START + r * row + j] = (byte) rounded;
            }
        }
    }

    public static PreparedKeyswitchKey of(LweKeyswitchKey key) {
        return new PreparedKeyswitchKey(key.inputDimension(), key.outputDimension(), key.decomposition(), key.words());
    }

    /** Number of input words whose products of digits can be added to 255 before 16 bits overflow. */
    private static int stepsBetweenCarries(Decomposition decomposition) {
        long largestSum = ((long) decomposition.levelCount() << decomposition.baseLog() - 1) * -Byte.MIN_VALUE;
        int steps = (int) ((Short.MAX_VALUE - 255) / largestSum);
        if (steps == 0) {
            throw new IllegalArgumentException("keyswitch digits too large: " + decomposition);
        }
        return steps;
    }

    @Override
    public int inputDimension() {
        return inputDimension;
    }

    /** One less than the used words of a row. */
    @Override
    public int outputDimension() {
        return outputDimension;
    }

    public int levelCount() {
        return levelCount;
    }

    /** Words from one row to the next. */
    public int rowLength() {
        return Math.ceilDiv(outputDimension + 1, ROW_MULTIPLE) * ROW_MULTIPLE;
    }

    public SignedDecomposition decomposition() {
        return decomposition;
    }

    /** Input words processed between two carries of the lower sums. */
    public int stepsBetweenCarries() {
        return stepsBetweenCarries;
    }

    /**
     * From index {@link KeyswitchKernels#SHORT_START} on, rows [input dimension][level] of {@link #rowLength()} upper
     * parts; borrowed.
     */
    public short[] upper() {
        return upper;
    }

    /** From index {@link KeyswitchKernels#BYTE_START} on, the lower parts; borrowed. */
    public byte[] lower() {
        return lower;
    }

    /** Bytes of memory of the key. */
    public long sizeInBytes() {
        return 2L * upper.length + lower.length;
    }
}
