package org.fhevm.tfhe.math.fft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fhevm.tfhe.math.simd.TransformKernels;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NegacyclicTransformTest {

    static List<Arguments> sizesAndKernels() {
        List<Arguments> cases = new ArrayList<>();
        for (int size : new int[] {32, 64, 128, 256, 512, 1024, 2048, 4096}) {
            cases.add(Arguments.of(size, TransformKernels.scalar()));
            cases.add(Arguments.of(size, TransformKernels.best()));
        }
        return cases;
    }

    @ParameterizedTest(name = "N = {0}")
    @MethodSource("sizesAndKernels")
    void valuesAreThoseOfThePolynomialAtTheNamedRoots(int size, TransformKernels kernels) {
        NegacyclicTransform transform = new NegacyclicTransform(size, kernels);
        double[] coefficients = new Random(1).doubles(size, -1, 1).toArray();
        int h = size / 2;
        double[][] values = forward(transform, coefficients);
        for (int index = 0; index < h; index += Math.max(1, h / 32)) {
            double angle = Math.PI * (1 - 4.0 * transform.frequencyAt(index)) / size;
            double re = 0;
            double im = 0;
            for (int j = 0; j < size; j++) {
                re += coefficients[j] * Math.cos(angle * j % (2 * Math.PI));
                im += coefficients[j] * Math.sin(angle * j % (2 * Math.PI));
            }
            assertThat(values[0][TransformKernels.START + index]).isCloseTo(re, within(1e-9));
            assertThat(values[1][TransformKernels.START + index]).isCloseTo(im, within(1e-9));
        }
    }

    @ParameterizedTest(name = "N = {0}")
    @MethodSource("sizesAndKernels")
    void everyFrequencyOccursOnce(int size, TransformKernels kernels) {
        NegacyclicTransform transform = new NegacyclicTransform(size, kernels);
        boolean[] seen = new boolean[size / 2];
        for (int index = 0; index < size / 2; index++) {
            assertThat(seen[transform.frequencyAt(index)]).isFalse();
            seen[transform.frequencyAt(index)] = true;
        }
    }

    @ParameterizedTest(name = "N = {0}")
    @MethodSource("sizesAndKernels")
    void inverseUndoesForward(int size, TransformKernels kernels) {
        NegacyclicTransform transform = new NegacyclicTransform(size, kernels);
        double[] coefficients = new Random(2).doubles(size, -1, 1).toArray();
        int h = size / 2;
        double[][] values = forward(transform, coefficients);
        double[] re = values[0];
        double[] im = values[1];
        transform.inverseUnscaled(re, im);
        for (int j = 0; j < h; j++) {
            assertThat(re[TransformKernels.START + j] / h).isCloseTo(coefficients[j], within(1e-12));
            assertThat(im[TransformKernels.START + j] / h).isCloseTo(coefficients[j + h], within(1e-12));
        }
    }

    @ParameterizedTest(name = "N = {0}")
    @MethodSource("sizesAndKernels")
    void productOfDigitsAndTorusPolynomialIsTheSchoolbookOne(int size, TransformKernels kernels) {
        NegacyclicTransform transform = new NegacyclicTransform(size, kernels);
        Random random = new Random(3);
        int h = size / 2;
        long[] digits = new long[size];
        long[] torus = new long[size];
        double[] digitReals = new double[size];
        double[] torusReals = new double[size];
        for (int j = 0; j < size; j++) {
            digits[j] = random.nextInt(1 << 22) - (1 << 21);
            torus[j] = random.nextLong();
            digitReals[j] = digits[j];
            torusReals[j] = torus[j] * 0x1p-64;
        }
        double[][] a = forward(transform, digitReals);
        double[][] b = forward(transform, torusReals);
        double[] key = new double[TransformKernels.START + 2 * h];
        int group = kernels.group();
        for (int j = 0; j < h; j++) {
            int place = TransformKernels.START + 2 * j - j % group;
            key[place] = b[0][TransformKernels.START + j] / h;
            key[place + group] = b[1][TransformKernels.START + j] / h;
        }
        double[] re = transform.newArray();
        double[] im = transform.newArray();
        kernels.multiply(re, im, a[0], a[1], key, TransformKernels.START, h);
        transform.inverseUnscaled(re, im);
        long[] product = new long[size];
        kernels.addTorus(re, product, 0, h);
        kernels.addTorus(im, product, h, h);

        long[] expected = schoolbook(digits, torus);
        for (int j = 0; j < size; j++) {
            assertThat(Math.abs(product[j] - expected[j])).isLessThan(1L << 40);
        }
    }

    private static double[][] forward(NegacyclicTransform transform, double[] coefficients) {
        int h = transform.points();
        double[] re = transform.newArray();
        double[] im = transform.newArray();
        System.arraycopy(coefficients, 0, re, TransformKernels.START, h);
        System.arraycopy(coefficients, h, im, TransformKernels.START, h);
        transform.forward(re, im);
        return new double[][] {re, im};
    }

    private static long[] schoolbook(long[] a, long[] b) {
        int n = a.length;
        long[] product = new long[n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (i + j < n) {
                    product[i + j] += a[i] * b[j];
                } else {
                    product[i + j - n] -= a[i] * b[j];
                }
            }
        }
        return product;
    }
}
