package org.fhevm.tfhe.core.algorithm;

import java.util.Arrays;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.math.decomposition.CentredDigits;
import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.TransformKernels;

/**
 * Blind rotation: multiplies an accumulator by {@code X^(-phase)}, the phase staying encrypted (ePrint 2018/421,
 * algorithm 3).
 *
 * <p>A batch of accumulators is rotated together, the key in the outermost loop: each GGSW is read from memory once for
 * the whole batch. The result of one accumulator does not depend on the others in the batch.
 *
 * <p>The rotation adds the noise of {@code n} external products. Each adds {@code (k+1)·l·N·(B²+2)/12} times the
 * variance of the key. One whose key bit is 1 also adds the rounding of the decomposition, on average {@code (1 +
 * k·N/2)·q²/(12·B^(2l))}.
 */
public final class BlindRotation {
    private BlindRotation() {}

    /** An accumulator for a key: its k+1 polynomials begin at index {@link TransformKernels#START}. */
    public static long[] newAccumulator(PreparedBootstrapKey key) {
        return new long[TransformKernels.START + key.outputDimension() + key.polynomialSize()];
    }

    /**
     * Puts {@code X^(-body)·table} into an accumulator with a zero mask.
     *
     * @param table N torus words
     * @param body exponent, 0 to 2N-1
     * @param accumulator as {@link #newAccumulator} makes it, overwritten
     */
    public static void start(long[] table, int body, long[] accumulator) {
        int n = table.length;
        int bodyOffset = accumulator.length - n;
        Arrays.fill(accumulator, TransformKernels.START, bodyOffset, 0);
        for (int j = 0; j < n; j++) {
            int from = j + body;
            long word = table[from & n - 1];
            accumulator[bodyOffset + j] = (from & n) == 0 ? word : -word;
        }
    }

    /**
     * Adds a small pseudo-random word to each body coefficient, at most half a unit of the last gadget digit. The
     * decomposition rounds it off. Each step of a rotation rounds off as much, so the added noise is small, but every
     * step then rounds differently.
     *
     * @param seed accumulators with different seeds end with independent noise
     */
    public static void dither(PreparedBootstrapKey key, long[] accumulator, int seed) {
        int digitBits = Long.SIZE - key.digits().shift(key.digits().levelCount());
        long x = seed;
        for (int j = accumulator.length - key.polynomialSize(); j < accumulator.length; j++) {
            x = x * 0x5851F42D4C957F2DL + 0x14057B7EF767814FL;
            accumulator[j] += x >> digitBits;
        }
    }

    /**
     * Rotates accumulators by the encrypted part of their phases.
     *
     * @param key the bootstrapping key
     * @param exponents {@code exponents[c]}: the input's mask words switched to 0..2N-1
     * @param accumulators {@code accumulators[c]}, read and written
     * @param count ciphertexts in the batch
     */
    public static void rotate(
            PreparedBootstrapKey key, int[][] exponents, long[][] accumulators, int count, Scratch scratch) {
        rotateFrom(key, 0, exponents, accumulators, count, scratch);
    }

    /** The rest of {@link #rotate} for accumulators that have been rotated by the first {@code from} exponents. */
    public static void rotateFrom(
            PreparedBootstrapKey key, int from, int[][] exponents, long[][] accumulators, int count, Scratch scratch) {
        for (int i = from; i < key.inputDimension(); i++) {
            for (int c = 0; c < count; c++) {
                int exponent = exponents[c][i];
                if (exponent != 0) {
                    addExternalProduct(key, i, exponent, accumulators[c], scratch);
                }
            }
        }
    }

    /** {@code acc += GGSW_i ⊡ (X^exponent·acc - acc)}: the CMux of acc and its rotation. */
    private static void addExternalProduct(
            PreparedBootstrapKey key, int i, int exponent, long[] accumulator, Scratch scratch) {
        NegacyclicTransform transform = key.transform();
        TransformKernels kernels = transform.kernels();
        CentredDigits digits = key.digits();
        int n = key.polynomialSize();
        int h = n / 2;
        int width = key.glweDimension() + 1;
        int levels = digits.levelCount();
        for (int row = 0; row < width; row++) {
            for (int level = 0; level < levels; level++) {
                double[] re = scratch.valueRe[level * width + row];
                double[] im = scratch.valueIm[level * width + row];
                decomposeDifference(
                        kernels, digits, level + 1, accumulator, TransformKernels.START + row * n, n, exponent, re, im);
                transform.forward(re, im);
            }
        }
        multiplyByGgsw(kernels, key, i, scratch);
        for (int column = 0; column < width; column++) {
            double[] re = scratch.sumRe[column];
            double[] im = scratch.sumIm[column];
            transform.inverseUnscaled(re, im);
            kernels.addTorus(re, accumulator, TransformKernels.START + column * n, h);
            kernels.addTorus(im, accumulator, TransformKernels.START + column * n + h, h);
        }
    }

    /** {@code sum[column] = Σ value[row]·GGSW_i[row][column]} over all levels and rows. */
    private static void multiplyByGgsw(TransformKernels kernels, PreparedBootstrapKey key, int i, Scratch scratch) {
        int h = key.polynomialSize() / 2;
        double[][] re = scratch.valueRe;
        double[][] im = scratch.valueIm;
        double[] values = key.values();
        if (scratch.sumRe == re) {
            kernels.multiplyMatrix(re[0], im[0], re[1], im[1], values, key.offset(i, 0, 0, 0), h);
            return;
        }
        int step = key.offset(i, 0, 1, 0) - key.offset(i, 0, 0, 0);
        for (int column = 0; column < scratch.sumRe.length; column++) {
            double[] sumRe = scratch.sumRe[column];
            double[] sumIm = scratch.sumIm[column];
            int offset = key.offset(i, 0, 0, column);
            kernels.multiply(sumRe, sumIm, re[0], im[0], values, offset, h);
            for (int row = 1; row < re.length; row++) {
                kernels.multiplyAdd(sumRe, sumIm, re[row], im[row], values, offset + row * step, h);
            }
        }
    }

    /**
     * One level of the digits of {@code X^exponent·p - p}, folded: lower half to the real parts, upper to the
     * imaginary.
     */
    static void decomposeDifference(
            TransformKernels kernels,
            CentredDigits digits,
            int level,
            long[] words,
            int base,
            int n,
            int exponent,
            double[] re,
            double[] im) {
        int h = n / 2;
        int turn = exponent & n - 1;
        long sign = (exponent & n) == 0 ? 0 : -1;
        // Coefficients below the rotation distance come from the upper end with the other sign.
        int low = Math.min(turn, h);
        int high = Math.max(turn, h);
        segment(kernels, digits, level, words, base, turn - n, ~sign, 0, low, re, 0);
        segment(kernels, digits, level, words, base, turn, sign, low, h, re, 0);
        segment(kernels, digits, level, words, base, turn - n, ~sign, h, high, im, h);
        segment(kernels, digits, level, words, base, turn, sign, high, n, im, h);
    }

    private static void segment(
            TransformKernels kernels,
            CentredDigits digits,
            int level,
            long[] words,
            int base,
            int shift,
            long sign,
            int from,
            int to,
            double[] out,
            int outBase) {
        if (from < to) {
            kernels.rotateSubtractDigit(
                    words,
                    base,
                    shift,
                    sign,
                    from,
                    to,
                    out,
                    outBase,
                    digits.offset(),
                    digits.shift(level),
                    digits.mask(),
                    digits.half());
        }
    }

    /** Work space of one external product: the transformed digits of all rows, and the sums for all columns. */
    public static final class Scratch {
        private final double[][] valueRe;
        private final double[][] valueIm;
        private final double[][] sumRe;
        private final double[][] sumIm;

        public Scratch(PreparedBootstrapKey key) {
            int width = key.glweDimension() + 1;
            int rows = width * key.digits().levelCount();
            valueRe = newArrays(key, rows);
            valueIm = newArrays(key, rows);
            if (rows == 2 && width == 2) {
                sumRe = valueRe;
                sumIm = valueIm;
            } else {
                sumRe = newArrays(key, width);
                sumIm = newArrays(key, width);
            }
        }

        private static double[][] newArrays(PreparedBootstrapKey key, int count) {
            double[][] arrays = new double[count][];
            for (int i = 0; i < count; i++) {
                arrays[i] = key.transform().newArray();
            }
            return arrays;
        }
    }
}
