package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The transform kernels with the Vector API.
 *
 * <p>Each method is one loop over arrays, and its species are constants for the compiler. C2 then generates tight code:
 * no bounds checks, no allocation, memory operands. Loops that fuse several passes spill registers and are slower.
 *
 * <p>With two lanes the last pass is the scalar one, since C2 has no instruction for an exchange of two lanes.
 */
final class VectorTransformKernels implements TransformKernels {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();

    private final TransformKernels scalar = ScalarTransformKernels.INSTANCE;

    static boolean supported() {
        return LANES == 2 || LANES == 4 || LANES == 8;
    }

    @Override
    public String name() {
        return "vectors of " + LANES + " doubles";
    }

    @Override
    public int group() {
        return LANES;
    }

    @Override
    public int lastPoints() {
        return LANES == 8 ? LastPass16Avx512.POINTS : LastPass4.POINTS;
    }

    @Override
    public int rootAt(int place) {
        return LANES == 8 ? place : LastPass4.rootAt(place);
    }

    @Override
    public double[] lastTwiddles(double[] angles) {
        return LANES == 8 ? LastPass16Avx512.twiddles(angles) : LastPass4.twiddles(angles);
    }

    @Override
    public void forwardRadix2(double[] re, double[] im, double[] twiddles, int blocks, int half) {
        for (int b = 0; b < blocks; b++) {
            DoubleVector dRe = DoubleVector.broadcast(D, twiddles[6 * b + 2]);
            DoubleVector dIm = DoubleVector.broadcast(D, twiddles[6 * b + 3]);
            DoubleVector dNeg = DoubleVector.broadcast(D, -twiddles[6 * b + 3]);
            int start = START + 2 * half * b;
            for (int j = start; j < start + half; j += LANES) {
                DoubleVector xRe = DoubleVector.fromArray(D, re, j + half);
                DoubleVector xIm = DoubleVector.fromArray(D, im, j + half);
                DoubleVector bRe = xRe.fma(dRe, xIm.mul(dNeg));
                DoubleVector bIm = xRe.fma(dIm, xIm.mul(dRe));
                DoubleVector aRe = DoubleVector.fromArray(D, re, j);
                DoubleVector aIm = DoubleVector.fromArray(D, im, j);
                aRe.add(bRe).intoArray(re, j);
                aIm.add(bIm).intoArray(im, j);
                aRe.sub(bRe).intoArray(re, j + half);
                aIm.sub(bIm).intoArray(im, j + half);
            }
        }
    }

    @Override
    public void inverseRadix2(double[] re, double[] im, double[] twiddles, int blocks, int half) {
        for (int b = 0; b < blocks; b++) {
            DoubleVector dRe = DoubleVector.broadcast(D, twiddles[6 * b + 2]);
            DoubleVector dIm = DoubleVector.broadcast(D, twiddles[6 * b + 3]);
            DoubleVector dNeg = DoubleVector.broadcast(D, -twiddles[6 * b + 3]);
            int start = START + 2 * half * b;
            for (int j = start; j < start + half; j += LANES) {
                DoubleVector aRe = DoubleVector.fromArray(D, re, j);
                DoubleVector aIm = DoubleVector.fromArray(D, im, j);
                DoubleVector bRe = DoubleVector.fromArray(D, re, j + half);
                DoubleVector bIm = DoubleVector.fromArray(D, im, j + half);
                aRe.add(bRe).intoArray(re, j);
                aIm.add(bIm).intoArray(im, j);
                DoubleVector xRe = aRe.sub(bRe);
                DoubleVector xIm = aIm.sub(bIm);
                xRe.fma(dRe, xIm.mul(dIm)).intoArray(re, j + half);
                xIm.fma(dRe, xRe.mul(dNeg)).intoArray(im, j + half);
            }
        }
    }

    @Override
    public void forwardRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter) {
        if (quarter == VectorRadix4.SHORT_QUARTER) {
            VectorRadix4.forwardShort(re, im, twiddles, blocks, 0);
            VectorRadix4.forwardShort(re, im, twiddles, blocks, LANES);
            return;
        }
        for (int b = 0; b < blocks; b++) {
            VectorRadix4.forwardBlock(re, im, START + 4 * quarter * b, quarter, twiddles, 6 * b);
        }
    }

    @Override
    public void inverseRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter) {
        if (quarter == VectorRadix4.SHORT_QUARTER) {
            VectorRadix4.inverseShort(re, im, twiddles, blocks, 0);
            VectorRadix4.inverseShort(re, im, twiddles, blocks, LANES);
            return;
        }
        for (int b = 0; b < blocks; b++) {
            VectorRadix4.inverseBlock(re, im, START + 4 * quarter * b, quarter, twiddles, 6 * b);
        }
    }

    @Override
    public void forwardLast(double[] re, double[] im, double[] twiddles, int points) {
        if (LANES == 8) {
            LastPass16Avx512.forward(re, im, twiddles, points);
        } else if (LANES == 4) {
            LastPass4Avx2.forward(re, im, twiddles, points);
        } else {
            LastPass4.forward(re, im, twiddles, points);
        }
    }

    @Override
    public void inverseLast(double[] re, double[] im, double[] twiddles, int points) {
        if (LANES == 8) {
            LastPass16Avx512.inverse(re, im, twiddles, points);
        } else if (LANES == 4) {
            LastPass4Avx2.inverse(re, im, twiddles, points);
        } else {
            LastPass4.inverse(re, im, twiddles, points);
        }
    }

    @Override
    public void multiply(double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n) {
        int k = offset;
        for (int j = START; j < START + n; j += LANES, k += 2 * LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, aRe, j);
            DoubleVector xIm = DoubleVector.fromArray(D, aIm, j);
            DoubleVector kRe = DoubleVector.fromArray(D, key, k);
            DoubleVector kIm = DoubleVector.fromArray(D, key, k + LANES);
            xRe.mul(kRe).sub(xIm.mul(kIm)).intoArray(outRe, j);
            xRe.fma(kIm, xIm.mul(kRe)).intoArray(outIm, j);
        }
    }

    @Override
    public void multiplyAdd(
            double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n) {
        int k = offset;
        for (int j = START; j < START + n; j += LANES, k += 2 * LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, aRe, j);
            DoubleVector xIm = DoubleVector.fromArray(D, aIm, j);
            DoubleVector kRe = DoubleVector.fromArray(D, key, k);
            DoubleVector kIm = DoubleVector.fromArray(D, key, k + LANES);
            DoubleVector sumRe = xRe.fma(kRe, DoubleVector.fromArray(D, outRe, j));
            sumRe.sub(xIm.mul(kIm)).intoArray(outRe, j);
            xRe.fma(kIm, xIm.fma(kRe, DoubleVector.fromArray(D, outIm, j))).intoArray(outIm, j);
        }
    }

    @Override
    public void multiplyMatrix(
            double[] aRe, double[] aIm, double[] bRe, double[] bIm, double[] key, int offset, int n) {
        int k00 = offset;
        int k01 = offset + 2 * n;
        int k10 = offset + 4 * n;
        int k11 = offset + 6 * n;
        for (int j = 0; j < n; j += LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, aRe, START + j);
            DoubleVector xIm = DoubleVector.fromArray(D, aIm, START + j);
            DoubleVector yRe = DoubleVector.fromArray(D, bRe, START + j);
            DoubleVector yIm = DoubleVector.fromArray(D, bIm, START + j);
            DoubleVector kRe = DoubleVector.fromArray(D, key, k00 + 2 * j);
            DoubleVector kIm = DoubleVector.fromArray(D, key, k00 + 2 * j + LANES);
            DoubleVector straight = xRe.mul(kRe);
            DoubleVector lost = xIm.mul(kIm);
            DoubleVector crossed = xIm.fma(kRe, xRe.mul(kIm));
            kRe = DoubleVector.fromArray(D, key, k10 + 2 * j);
            kIm = DoubleVector.fromArray(D, key, k10 + 2 * j + LANES);
            yRe.fma(kRe, straight).sub(yIm.fma(kIm, lost)).intoArray(aRe, START + j);
            yIm.fma(kRe, yRe.fma(kIm, crossed)).intoArray(aIm, START + j);

            kRe = DoubleVector.fromArray(D, key, k01 + 2 * j);
            kIm = DoubleVector.fromArray(D, key, k01 + 2 * j + LANES);
            straight = xRe.mul(kRe);
            lost = xIm.mul(kIm);
            crossed = xIm.fma(kRe, xRe.mul(kIm));
            kRe = DoubleVector.fromArray(D, key, k11 + 2 * j);
            kIm = DoubleVector.fromArray(D, key, k11 + 2 * j + LANES);
            yRe.fma(kRe, straight).sub(yIm.fma(kIm, lost)).intoArray(bRe, START + j);
            yIm.fma(kRe, yRe.fma(kIm, crossed)).intoArray(bIm, START + j);
        }
    }

    @Override
    public void multiplyColumn(
            double[] outRe,
            double[] outIm,
            double[] aRe,
            double[] aIm,
            double[] bRe,
            double[] bIm,
            double[] key,
            int first,
            int second,
            int n) {
        for (int j = 0; j < n; j += LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, aRe, START + j);
            DoubleVector xIm = DoubleVector.fromArray(D, aIm, START + j);
            DoubleVector yRe = DoubleVector.fromArray(D, bRe, START + j);
            DoubleVector yIm = DoubleVector.fromArray(D, bIm, START + j);
            DoubleVector kRe = DoubleVector.fromArray(D, key, first + 2 * j);
            DoubleVector kIm = DoubleVector.fromArray(D, key, first + 2 * j + LANES);
            DoubleVector straight = xRe.mul(kRe);
            DoubleVector lost = xIm.mul(kIm);
            DoubleVector crossed = xIm.fma(kRe, xRe.mul(kIm));
            kRe = DoubleVector.fromArray(D, key, second + 2 * j);
            kIm = DoubleVector.fromArray(D, key, second + 2 * j + LANES);
            yRe.fma(kRe, straight).sub(yIm.fma(kIm, lost)).intoArray(outRe, START + j);
            yIm.fma(kRe, yRe.fma(kIm, crossed)).intoArray(outIm, START + j);
        }
    }

    @Override
    public void rotateSubtractDigit(
            long[] words,
            int base,
            int shift,
            long sign,
            int from,
            int to,
            double[] out,
            int outBase,
            long offset,
            int shiftRight,
            long mask,
            long half) {
        long constant = offset - sign;
        double centre = 0x1p52 + half;
        int bound = from + L.loopBound(to - from);
        for (int j = from; j < bound; j += LANES) {
            LongVector d = LongVector.fromArray(L, words, base + j - shift)
                    .lanewise(VectorOperators.XOR, sign)
                    .sub(LongVector.fromArray(L, words, base + j))
                    .add(constant);
            d.lanewise(VectorOperators.LSHR, shiftRight)
                    .lanewise(VectorOperators.AND, mask)
                    .lanewise(VectorOperators.OR, ScalarTransformKernels.EXPONENT_52)
                    .reinterpretAsDoubles()
                    .sub(centre)
                    .intoArray(out, START + j - outBase);
        }
        scalar.rotateSubtractDigit(words, base, shift, sign, bound, to, out, outBase, offset, shiftRight, mask, half);
    }

    @Override
    public void addTorus(double[] values, long[] words, int base, int n) {
        for (int j = 0; j < n; j += LANES) {
            DoubleVector x = DoubleVector.fromArray(D, values, START + j);
            // The nearest integer minus 3 is exact, so that its subtraction rounds once, like the addition of 3 to the
            // fraction.
            DoubleVector whole = x.add(ScalarTransformKernels.ROUND).sub(ScalarTransformKernels.ROUND + 3);
            LongVector word = x.sub(whole).reinterpretAsLongs().lanewise(VectorOperators.LSHL, 13);
            LongVector.fromArray(L, words, base + j).add(word).intoArray(words, base + j);
        }
    }
}
