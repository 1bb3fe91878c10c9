package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The last pass of a transform in vectors of two lanes, the width of NEON and of SSE: a block fills two vectors. The
 * first level is between them, the second within each, as in {@link LastPass4Avx2}, which also says why constants are
 * loaded from arrays.
 */
final class LastPass4Neon {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_128;
    private static final VectorShuffle<Double> SWAP = VectorShuffle.fromOp(D, lane -> lane ^ 1);
    private static final double[] SIGNS = {1, -1};

    /** The last of the four points is multiplied by i before the last level. */
    private static final VectorMask<Double> TIMES_I = VectorMask.fromLong(D, 2);

    private LastPass4Neon() {}

    static void forward(double[] re, double[] im, double[] twiddles, int points) {
        DoubleVector signs = DoubleVector.fromArray(D, SIGNS, 0);
        int w = TransformKernels.START;
        for (int j = TransformKernels.START; j < TransformKernels.START + points; j += 4, w += 8) {
            DoubleVector xRe = DoubleVector.fromArray(D, re, j);
            DoubleVector xIm = DoubleVector.fromArray(D, im, j);
            DoubleVector wRe = DoubleVector.fromArray(D, twiddles, w);
            DoubleVector wIm = DoubleVector.fromArray(D, twiddles, w + 4);
            DoubleVector lowRe = xRe.mul(wRe).sub(xIm.mul(wIm));
            DoubleVector lowIm = xRe.fma(wIm, xIm.mul(wRe));
            xRe = DoubleVector.fromArray(D, re, j + 2);
            xIm = DoubleVector.fromArray(D, im, j + 2);
            wRe = DoubleVector.fromArray(D, twiddles, w + 2);
            wIm = DoubleVector.fromArray(D, twiddles, w + 6);
            DoubleVector highRe = xRe.mul(wRe).sub(xIm.mul(wIm));
            DoubleVector highIm = xRe.fma(wIm, xIm.mul(wRe));

            DoubleVector sumRe = lowRe.add(highRe);
            DoubleVector sumIm = lowIm.add(highIm);
            xRe = lowRe.sub(highRe);
            xIm = lowIm.sub(highIm);
            DoubleVector differenceRe = xRe.blend(xIm.neg(), TIMES_I);
            DoubleVector differenceIm = xIm.blend(xRe, TIMES_I);

            sumRe.fma(signs, sumRe.rearrange(SWAP)).intoArray(re, j);
            sumIm.fma(signs, sumIm.rearrange(SWAP)).intoArray(im, j);
            differenceRe.fma(signs, differenceRe.rearrange(SWAP)).intoArray(re, j + 2);
            differenceIm.fma(signs, differenceIm.rearrange(SWAP)).intoArray(im, j + 2);
        }
    }

    static void inverse(double[] re, double[] im, double[] twiddles, int points) {
        DoubleVector signs = DoubleVector.fromArray(D, SIGNS, 0);
        int w = TransformKernels.START;
        for (int j = TransformKernels.START; j < TransformKernels.START + points; j += 4, w += 8) {
            DoubleVector yRe = DoubleVector.fromArray(D, re, j);
            DoubleVector yIm = DoubleVector.fromArray(D, im, j);
            DoubleVector sumRe = yRe.fma(signs, yRe.rearrange(SWAP));
            DoubleVector sumIm = yIm.fma(signs, yIm.rearrange(SWAP));
            yRe = DoubleVector.fromArray(D, re, j + 2);
            yIm = DoubleVector.fromArray(D, im, j + 2);
            DoubleVector xRe = yRe.fma(signs, yRe.rearrange(SWAP));
            DoubleVector xIm = yIm.fma(signs, yIm.rearrange(SWAP));
            DoubleVector differenceRe = xRe.blend(xIm, TIMES_I);
            DoubleVector differenceIm = xIm.blend(xRe.neg(), TIMES_I);

            xRe = sumRe.add(differenceRe);
            xIm = sumIm.add(differenceIm);
            DoubleVector wRe = DoubleVector.fromArray(D, twiddles, w);
            DoubleVector wIm = DoubleVector.fromArray(D, twiddles, w + 4);
            xRe.fma(wRe, xIm.mul(wIm)).intoArray(re, j);
            xIm.mul(wRe).sub(xRe.mul(wIm)).intoArray(im, j);
            xRe = sumRe.sub(differenceRe);
            xIm = sumIm.sub(differenceIm);
            wRe = DoubleVector.fromArray(D, twiddles, w + 2);
            wIm = DoubleVector.fromArray(D, twiddles, w + 6);
            xRe.fma(wRe, xIm.mul(wIm)).intoArray(re, j + 2);
            xIm.mul(wRe).sub(xRe.mul(wIm)).intoArray(im, j + 2);
        }
    }
}
