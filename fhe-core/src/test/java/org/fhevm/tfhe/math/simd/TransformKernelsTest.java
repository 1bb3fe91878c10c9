package org.fhevm.tfhe.math.simd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The transform kernels in use against the scalar ones, and products against complex arithmetic. */
class TransformKernelsTest {
    private static final int START = TransformKernels.START;
    private static final int POINTS = 64;

    private final Random random = new Random(5);

    static TransformKernels[] kernels() {
        return new TransformKernels[] {TransformKernels.scalar(), TransformKernels.best()};
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void aMatrixProductSumsRowsIntoColumns(TransformKernels kernels) {
        double[][] a = values();
        double[][] b = values();
        double[][][] matrix = {values(), values(), values(), values()};
        double[] key = new double[START + 8 * POINTS];
        for (int entry = 0; entry < 4; entry++) {
            putKey(kernels, matrix[entry], key, START + 2 * POINTS * entry);
        }
        double[][] x = {a[0].clone(), a[1].clone()};
        double[][] y = {b[0].clone(), b[1].clone()};

        kernels.multiplyMatrix(x[0], x[1], y[0], y[1], key, START, POINTS);

        assertSum(x, a, matrix[0], b, matrix[2]);
        assertSum(y, a, matrix[1], b, matrix[3]);

        for (int column = 0; column < 2; column++) {
            double[][] sum = new double[2][START + POINTS];
            int first = START + 2 * POINTS * column;
            kernels.multiplyColumn(sum[0], sum[1], a[0], a[1], b[0], b[1], key, first, first + 4 * POINTS, POINTS);
            assertThat(sum).as("column on its own, to the bit").isDeepEqualTo(column == 0 ? x : y);
        }
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void productsAddUp(TransformKernels kernels) {
        double[][] a = values();
        double[][] b = values();
        double[][][] factors = {values(), values()};
        double[] key = new double[START + 4 * POINTS];
        putKey(kernels, factors[0], key, START);
        putKey(kernels, factors[1], key, START + 2 * POINTS);
        double[][] sum = new double[2][START + POINTS];

        kernels.multiply(sum[0], sum[1], a[0], a[1], key, START, POINTS);
        kernels.multiplyAdd(sum[0], sum[1], b[0], b[1], key, START + 2 * POINTS, POINTS);

        assertSum(sum, a, factors[0], b, factors[1]);
    }

    @Test
    void digitsOfARotatedDifferenceAreThoseOfTheDefinition() {
        long[] words = random.longs(START + 3 * POINTS).toArray();
        for (int shift = -POINTS; shift <= POINTS; shift += 7) {
            for (int from = 0; from < 20; from += 3) {
                double[][] out = new double[2][START + POINTS];
                for (int k = 0; k < 2; k++) {
                    kernels()[k].rotateSubtractDigit(
                            words,
                            START + POINTS,
                            shift,
                            -(shift & 1),
                            from,
                            POINTS,
                            out[k],
                            0,
                            1L << 40,
                            42,
                            (1 << 22) - 1,
                            1 << 21);
                }
                assertThat(out[1]).isEqualTo(out[0]);
            }
        }
    }

    @Test
    void realsBecomeTheTorusWordsOfTheDefinition() {
        double[] reals = new double[START + POINTS];
        for (int j = 0; j < POINTS; j++) {
            reals[START + j] = random.nextGaussian() * Math.scalb(1.0, random.nextInt(60) - 12);
        }
        reals[START] = 0.5;
        reals[START + 1] = -0.5;
        reals[START + 2] = 0x1p49 - 0.5;
        long[] words = random.longs(POINTS).toArray();
        long[] expected = words.clone();
        TransformKernels.scalar().addTorus(reals, expected, 0, POINTS);
        TransformKernels.best().addTorus(reals, words, 0, POINTS);
        assertThat(words).isEqualTo(expected);
    }

    /** Real parts and imaginary parts. */
    private double[][] values() {
        double[][] values = new double[2][START + POINTS];
        for (int j = START; j < START + POINTS; j++) {
            values[0][j] = random.nextGaussian();
            values[1][j] = random.nextGaussian();
        }
        return values;
    }

    private static void putKey(TransformKernels kernels, double[][] values, double[] key, int offset) {
        int group = kernels.group();
        for (int j = 0; j < POINTS; j++) {
            int place = offset + 2 * j - j % group;
            key[place] = values[0][START + j];
            key[place + group] = values[1][START + j];
        }
    }

    /** {@code sum = a·k + b·l}. */
    private static void assertSum(double[][] sum, double[][] a, double[][] k, double[][] b, double[][] l) {
        for (int j = START; j < START + POINTS; j++) {
            double re = a[0][j] * k[0][j] - a[1][j] * k[1][j] + b[0][j] * l[0][j] - b[1][j] * l[1][j];
            double im = a[0][j] * k[1][j] + a[1][j] * k[0][j] + b[0][j] * l[1][j] + b[1][j] * l[0][j];
            assertThat(sum[0][j]).isCloseTo(re, within(1e-12));
            assertThat(sum[1][j]).isCloseTo(im, within(1e-12));
        }
    }
}
