package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The last pass of a transform in vectors of four lanes: a block per vector; each level is a permutation and a
 * multiply-add.
 *
 * <p>Constants are loaded from arrays before the loop. Constant vectors would be loaded in every iteration, because the
 * compiler cannot prove that the stores of the loop leave them unchanged.
 */
final class LastPass4Avx2 {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_256;
    private static final VectorShuffle<Double> SWAP_1 = VectorShuffle.fromOp(D, lane -> lane ^ 1);
    private static final VectorShuffle<Double> SWAP_2 = VectorShuffle.fromOp(D, lane -> lane ^ 2);

    /** +1 in the lower lane of each pair at a distance of 1 or 2, -1 in the upper one. */
    private static final double[] SIGNS_1 = {1, -1, 1, -1};

    private static final double[] SIGNS_2 = {1, 1, -1, -1};

    /** The last lane is multiplied by i before the last level. */
    private static final VectorMask<Double> TIMES_I = VectorMask.fromLong(D, 8);

    private LastPass4Avx2() {}

    static void forward(double[] re, double[] im, double[] twiddles, int points) {
        DoubleVector signs1 = DoubleVector.fromArray(D, SIGNS_1, 0);
        DoubleVector signs2 = DoubleVector.fromArray(D, SIGNS_2, 0);
        int w = TransformKernels.START;
        for (int j = TransformKernels.START; j < TransformKernels.START + points; j += 4, w += 8) {
            DoubleVector xRe = DoubleVector.fromArray(D, re, j);
            DoubleVector xIm = DoubleVector.fromArray(D, im, j);
            DoubleVector wRe = DoubleVector.fromArray(D, twiddles, w);
            DoubleVector wIm = DoubleVector.fromArray(D, twiddles, w + 4);
            DoubleVector yRe = xRe.mul(wRe).sub(xIm.mul(wIm));
            DoubleVector yIm = xRe.fma(wIm, xIm.mul(wRe));

            xRe = yRe.fma(signs2, yRe.rearrange(SWAP_2));
            xIm = yIm.fma(signs2, yIm.rearrange(SWAP_2));
            yRe = xRe.blend(xIm.neg(), TIMES_I);
            yIm = xIm.blend(xRe, TIMES_I);

            yRe.fma(signs1, yRe.rearrange(SWAP_1)).intoArray(re, j);
            yIm.fma(signs1, yIm.rearrange(SWAP_1)).intoArray(im, j);
        }
    }

    static void inverse(double[] re, double[] im, double[] twiddles, int points) {
        DoubleVector signs1 = DoubleVector.fromArray(D, SIGNS_1, 0);
        DoubleVector signs2 = DoubleVector.fromArray(D, SIGNS_2, 0);
        int w = TransformKernels.START;
        for (int j = TransformKernels.START; j < TransformKernels.START + points; j += 4, w += 8) {
            DoubleVector yRe = DoubleVector.fromArray(D, re, j);
            DoubleVector yIm = DoubleVector.fromArray(D, im, j);

            DoubleVector xRe = yRe.fma(signs1, yRe.rearrange(SWAP_1));
            DoubleVector xIm = yIm.fma(signs1, yIm.rearrange(SWAP_1));
            yRe = xRe.blend(xIm, TIMES_I);
            yIm = xIm.blend(xRe.neg(), TIMES_I);

            xRe = yRe.fma(signs2, yRe.rearrange(SWAP_2));
            xIm = yIm.fma(signs2, yIm.rearrange(SWAP_2));
            DoubleVector wRe = DoubleVector.fromArray(D, twiddles, w);
            DoubleVector wIm = DoubleVector.fromArray(D, twiddles, w + 4);
            xRe.fma(wRe, xIm.mul(wIm)).intoArray(re, j);
            xIm.mul(wRe).sub(xRe.mul(wIm)).intoArray(im, j);
        }
    }
}
