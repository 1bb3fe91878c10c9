package org.fhevm.tfhe.math.simd;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorMask;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShuffle;
import jdk.incubator.vector.VectorSpecies;

/**
 * The kernels with the Vector API.
 *
 * <p>Each method is one loop over arrays with species that are constants to the compiler, which is what C2 turns into tight code:
 * no bounds checks, no allocation, memory operands. Loops that fuse several passes spill registers and are slower.
 */
final class VectorKernels implements Kernels {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Long> L = LongVector.SPECIES_PREFERRED;
    private static final VectorSpecies<Integer> I = IntVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();

    private static final VectorShuffle<Double> SWAP_1 = VectorShuffle.fromOp(D, lane -> lane ^ 1);
    private static final VectorShuffle<Double> SWAP_2 = VectorShuffle.fromOp(D, lane -> lane ^ 2);
    private static final VectorShuffle<Double> SWAP_4 = VectorShuffle.fromOp(D, lane -> lane % LANES ^ 4 % LANES);

    /** +1 in the lower lane of each pair at a distance, -1 in the upper one. */
    private static final DoubleVector SIGN_1 = signs(1);

    private static final DoubleVector SIGN_2 = signs(2);
    private static final DoubleVector SIGN_4 = signs(4);

    /** The last lane of each four is multiplied by i before the last level. */
    private static final VectorMask<Double> TIMES_I = VectorMask.fromLong(D, 0x8888_8888_8888_8888L >>> 64 - LANES);

    /** In the upper half of eight lanes the powers of exp(2πi/8), elsewhere 1. */
    private static final DoubleVector ROOTS_8_RE = roots(Math::cos);

    private static final DoubleVector ROOTS_8_IM = roots(Math::sin);
    private static final DoubleVector ROOTS_8_NEG = ROOTS_8_IM.neg();

    private final Kernels scalar = ScalarKernels.INSTANCE;

    static boolean supported() {
        return LANES == 4 || LANES == 8;
    }

    private static DoubleVector signs(int distance) {
        double[] lanes = new double[LANES];
        Arrays.setAll(lanes, lane -> (lane & distance) == 0 ? 1 : -1);
        return DoubleVector.fromArray(D, lanes, 0);
    }

    private static DoubleVector roots(DoubleUnaryOperator part) {
        double[] lanes = new double[LANES];
        Arrays.setAll(lanes, lane -> part.applyAsDouble(Math.PI / 4 * Math.max(0, lane - 4)));
        return DoubleVector.fromArray(D, lanes, 0);
    }

    @Override
    public String name() {
        return "vectors of " + LANES + " doubles";
    }

    @Override
    public int lanes() {
        return LANES;
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
        for (int b = 0; b < blocks; b++) {
            forwardBlock(re, im, START + 4 * quarter * b, quarter, twiddles, 6 * b);
        }
    }

    private static void forwardBlock(double[] re, double[] im, int start, int quarter, double[] twiddles, int w) {
        DoubleVector d1Re = DoubleVector.broadcast(D, twiddles[w]);
        DoubleVector d1Im = DoubleVector.broadcast(D, twiddles[w + 1]);
        DoubleVector d1Neg = DoubleVector.broadcast(D, -twiddles[w + 1]);
        DoubleVector d2Re = DoubleVector.broadcast(D, twiddles[w + 2]);
        DoubleVector d2Im = DoubleVector.broadcast(D, twiddles[w + 3]);
        DoubleVector d2Neg = DoubleVector.broadcast(D, -twiddles[w + 3]);
        DoubleVector d3Re = DoubleVector.broadcast(D, twiddles[w + 4]);
        DoubleVector d3Im = DoubleVector.broadcast(D, twiddles[w + 5]);
        DoubleVector d3Neg = DoubleVector.broadcast(D, -twiddles[w + 5]);
        for (int j = start; j < start + quarter; j += LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, re, j + quarter);
            DoubleVector xIm = DoubleVector.fromArray(D, im, j + quarter);
            DoubleVector bRe = xRe.fma(d1Re, xIm.mul(d1Neg));
            DoubleVector bIm = xRe.fma(d1Im, xIm.mul(d1Re));
            xRe = DoubleVector.fromArray(D, re, j + 3 * quarter);
            xIm = DoubleVector.fromArray(D, im, j + 3 * quarter);
            DoubleVector eRe = xRe.fma(d3Re, xIm.mul(d3Neg));
            DoubleVector eIm = xRe.fma(d3Im, xIm.mul(d3Re));
            DoubleVector beRe = bRe.add(eRe);
            DoubleVector beIm = bIm.add(eIm);
            DoubleVector bmRe = bRe.sub(eRe);
            DoubleVector bmIm = bIm.sub(eIm);
            xRe = DoubleVector.fromArray(D, re, j + 2 * quarter);
            xIm = DoubleVector.fromArray(D, im, j + 2 * quarter);
            DoubleVector cRe = xRe.fma(d2Re, xIm.mul(d2Neg));
            DoubleVector cIm = xRe.fma(d2Im, xIm.mul(d2Re));
            DoubleVector aRe = DoubleVector.fromArray(D, re, j);
            DoubleVector aIm = DoubleVector.fromArray(D, im, j);
            DoubleVector acRe = aRe.add(cRe);
            DoubleVector acIm = aIm.add(cIm);
            acRe.add(beRe).intoArray(re, j);
            acIm.add(beIm).intoArray(im, j);
            acRe.sub(beRe).intoArray(re, j + 2 * quarter);
            acIm.sub(beIm).intoArray(im, j + 2 * quarter);
            DoubleVector amRe = aRe.sub(cRe);
            DoubleVector amIm = aIm.sub(cIm);
            amRe.sub(bmIm).intoArray(re, j + quarter);
            amIm.add(bmRe).intoArray(im, j + quarter);
            amRe.add(bmIm).intoArray(re, j + 3 * quarter);
            amIm.sub(bmRe).intoArray(im, j + 3 * quarter);
        }
    }

    @Override
    public void inverseRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter) {
        for (int b = 0; b < blocks; b++) {
            inverseBlock(re, im, START + 4 * quarter * b, quarter, twiddles, 6 * b);
        }
    }

    private static void inverseBlock(double[] re, double[] im, int start, int quarter, double[] twiddles, int w) {
        DoubleVector d1Re = DoubleVector.broadcast(D, twiddles[w]);
        DoubleVector d1Im = DoubleVector.broadcast(D, twiddles[w + 1]);
        DoubleVector d1Neg = DoubleVector.broadcast(D, -twiddles[w + 1]);
        DoubleVector d2Re = DoubleVector.broadcast(D, twiddles[w + 2]);
        DoubleVector d2Im = DoubleVector.broadcast(D, twiddles[w + 3]);
        DoubleVector d2Neg = DoubleVector.broadcast(D, -twiddles[w + 3]);
        DoubleVector d3Re = DoubleVector.broadcast(D, twiddles[w + 4]);
        DoubleVector d3Im = DoubleVector.broadcast(D, twiddles[w + 5]);
        DoubleVector d3Neg = DoubleVector.broadcast(D, -twiddles[w + 5]);
        for (int j = start; j < start + quarter; j += LANES) {
            DoubleVector y0Re = DoubleVector.fromArray(D, re, j);
            DoubleVector y2Re = DoubleVector.fromArray(D, re, j + 2 * quarter);
            DoubleVector acRe = y0Re.add(y2Re);
            DoubleVector beRe = y0Re.sub(y2Re);
            DoubleVector y0Im = DoubleVector.fromArray(D, im, j);
            DoubleVector y2Im = DoubleVector.fromArray(D, im, j + 2 * quarter);
            DoubleVector acIm = y0Im.add(y2Im);
            DoubleVector beIm = y0Im.sub(y2Im);
            DoubleVector y1Re = DoubleVector.fromArray(D, re, j + quarter);
            DoubleVector y3Re = DoubleVector.fromArray(D, re, j + 3 * quarter);
            DoubleVector amRe = y1Re.add(y3Re);
            DoubleVector bmIm = y3Re.sub(y1Re);
            DoubleVector y1Im = DoubleVector.fromArray(D, im, j + quarter);
            DoubleVector y3Im = DoubleVector.fromArray(D, im, j + 3 * quarter);
            DoubleVector amIm = y1Im.add(y3Im);
            DoubleVector bmRe = y1Im.sub(y3Im);
            acRe.add(amRe).intoArray(re, j);
            acIm.add(amIm).intoArray(im, j);
            DoubleVector cRe = acRe.sub(amRe);
            DoubleVector cIm = acIm.sub(amIm);
            cRe.fma(d2Re, cIm.mul(d2Im)).intoArray(re, j + 2 * quarter);
            cIm.fma(d2Re, cRe.mul(d2Neg)).intoArray(im, j + 2 * quarter);
            DoubleVector bRe = beRe.add(bmRe);
            DoubleVector bIm = beIm.add(bmIm);
            bRe.fma(d1Re, bIm.mul(d1Im)).intoArray(re, j + quarter);
            bIm.fma(d1Re, bRe.mul(d1Neg)).intoArray(im, j + quarter);
            DoubleVector eRe = beRe.sub(bmRe);
            DoubleVector eIm = beIm.sub(bmIm);
            eRe.fma(d3Re, eIm.mul(d3Im)).intoArray(re, j + 3 * quarter);
            eIm.fma(d3Re, eRe.mul(d3Neg)).intoArray(im, j + 3 * quarter);
        }
    }

    @Override
    public void forwardLanes(double[] re, double[] im, double[] laneRe, double[] laneIm, int points) {
        if (LANES == 8) {
            forwardEightLanes(re, im, laneRe, laneIm, points);
        } else {
            forwardFourLanes(re, im, laneRe, laneIm, points);
        }
    }

    /** Three levels within a vector, each a change of places and a multiply-add, with constant roots in between. */
    private static void forwardEightLanes(double[] re, double[] im, double[] laneRe, double[] laneIm, int points) {
        for (int j = START; j < START + points; j += 8) {
            DoubleVector xRe = DoubleVector.fromArray(D, re, j);
            DoubleVector xIm = DoubleVector.fromArray(D, im, j);
            DoubleVector wRe = DoubleVector.fromArray(D, laneRe, j);
            DoubleVector wIm = DoubleVector.fromArray(D, laneIm, j);
            DoubleVector yRe = xRe.mul(wRe).sub(xIm.mul(wIm));
            DoubleVector yIm = xRe.fma(wIm, xIm.mul(wRe));

            xRe = yRe.fma(SIGN_4, yRe.rearrange(SWAP_4));
            xIm = yIm.fma(SIGN_4, yIm.rearrange(SWAP_4));
            yRe = xRe.fma(ROOTS_8_RE, xIm.mul(ROOTS_8_NEG));
            yIm = xRe.fma(ROOTS_8_IM, xIm.mul(ROOTS_8_RE));

            xRe = yRe.fma(SIGN_2, yRe.rearrange(SWAP_2));
            xIm = yIm.fma(SIGN_2, yIm.rearrange(SWAP_2));
            yRe = xRe.blend(xIm.neg(), TIMES_I);
            yIm = xIm.blend(xRe, TIMES_I);

            yRe.fma(SIGN_1, yRe.rearrange(SWAP_1)).intoArray(re, j);
            yIm.fma(SIGN_1, yIm.rearrange(SWAP_1)).intoArray(im, j);
        }
    }

    private static void forwardFourLanes(double[] re, double[] im, double[] laneRe, double[] laneIm, int points) {
        for (int j = START; j < START + points; j += 4) {
            DoubleVector xRe = DoubleVector.fromArray(D, re, j);
            DoubleVector xIm = DoubleVector.fromArray(D, im, j);
            DoubleVector wRe = DoubleVector.fromArray(D, laneRe, j);
            DoubleVector wIm = DoubleVector.fromArray(D, laneIm, j);
            DoubleVector yRe = xRe.mul(wRe).sub(xIm.mul(wIm));
            DoubleVector yIm = xRe.fma(wIm, xIm.mul(wRe));

            xRe = yRe.fma(SIGN_2, yRe.rearrange(SWAP_2));
            xIm = yIm.fma(SIGN_2, yIm.rearrange(SWAP_2));
            yRe = xRe.blend(xIm.neg(), TIMES_I);
            yIm = xIm.blend(xRe, TIMES_I);

            yRe.fma(SIGN_1, yRe.rearrange(SWAP_1)).intoArray(re, j);
            yIm.fma(SIGN_1, yIm.rearrange(SWAP_1)).intoArray(im, j);
        }
    }

    @Override
    public void inverseLanes(double[] re, double[] im, double[] laneRe, double[] laneIm, int points) {
        if (LANES == 8) {
            inverseEightLanes(re, im, laneRe, laneIm, points);
        } else {
            inverseFourLanes(re, im, laneRe, laneIm, points);
        }
    }

    private static void inverseEightLanes(double[] re, double[] im, double[] laneRe, double[] laneIm, int points) {
        for (int j = START; j < START + points; j += 8) {
            DoubleVector yRe = DoubleVector.fromArray(D, re, j);
            DoubleVector yIm = DoubleVector.fromArray(D, im, j);

            DoubleVector xRe = yRe.fma(SIGN_1, yRe.rearrange(SWAP_1));
            DoubleVector xIm = yIm.fma(SIGN_1, yIm.rearrange(SWAP_1));
            yRe = xRe.blend(xIm, TIMES_I);
            yIm = xIm.blend(xRe.neg(), TIMES_I);

            xRe = yRe.fma(SIGN_2, yRe.rearrange(SWAP_2));
            xIm = yIm.fma(SIGN_2, yIm.rearrange(SWAP_2));
            yRe = xRe.fma(ROOTS_8_RE, xIm.mul(ROOTS_8_IM));
            yIm = xIm.fma(ROOTS_8_RE, xRe.mul(ROOTS_8_NEG));

            xRe = yRe.fma(SIGN_4, yRe.rearrange(SWAP_4));
            xIm = yIm.fma(SIGN_4, yIm.rearrange(SWAP_4));
            DoubleVector wRe = DoubleVector.fromArray(D, laneRe, j);
            DoubleVector wIm = DoubleVector.fromArray(D, laneIm, j);
            xRe.fma(wRe, xIm.mul(wIm)).intoArray(re, j);
            xIm.mul(wRe).sub(xRe.mul(wIm)).intoArray(im, j);
        }
    }

    private static void inverseFourLanes(double[] re, double[] im, double[] laneRe, double[] laneIm, int points) {
        for (int j = START; j < START + points; j += 4) {
            DoubleVector yRe = DoubleVector.fromArray(D, re, j);
            DoubleVector yIm = DoubleVector.fromArray(D, im, j);

            DoubleVector xRe = yRe.fma(SIGN_1, yRe.rearrange(SWAP_1));
            DoubleVector xIm = yIm.fma(SIGN_1, yIm.rearrange(SWAP_1));
            yRe = xRe.blend(xIm, TIMES_I);
            yIm = xIm.blend(xRe.neg(), TIMES_I);

            xRe = yRe.fma(SIGN_2, yRe.rearrange(SWAP_2));
            xIm = yIm.fma(SIGN_2, yIm.rearrange(SWAP_2));
            DoubleVector wRe = DoubleVector.fromArray(D, laneRe, j);
            DoubleVector wIm = DoubleVector.fromArray(D, laneIm, j);
            xRe.fma(wRe, xIm.mul(wIm)).intoArray(re, j);
            xIm.mul(wRe).sub(xRe.mul(wIm)).intoArray(im, j);
        }
    }

    @Override
    public void multiply(double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n) {
        for (int j = 0; j < n; j += LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, aRe, START + j);
            DoubleVector xIm = DoubleVector.fromArray(D, aIm, START + j);
            DoubleVector kRe = DoubleVector.fromArray(D, key, offset + j);
            DoubleVector kIm = DoubleVector.fromArray(D, key, offset + n + j);
            xRe.mul(kRe).sub(xIm.mul(kIm)).intoArray(outRe, START + j);
            xRe.fma(kIm, xIm.mul(kRe)).intoArray(outIm, START + j);
        }
    }

    @Override
    public void multiplyAdd(
            double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n) {
        for (int j = 0; j < n; j += LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, aRe, START + j);
            DoubleVector xIm = DoubleVector.fromArray(D, aIm, START + j);
            DoubleVector kRe = DoubleVector.fromArray(D, key, offset + j);
            DoubleVector kIm = DoubleVector.fromArray(D, key, offset + n + j);
            DoubleVector.fromArray(D, outRe, START + j)
                    .add(xRe.mul(kRe).sub(xIm.mul(kIm)))
                    .intoArray(outRe, START + j);
            xRe.fma(kIm, xIm.fma(kRe, DoubleVector.fromArray(D, outIm, START + j)))
                    .intoArray(outIm, START + j);
        }
    }

    @Override
    public void multiplyPair(
            double[] outRe,
            double[] outIm,
            double[] aRe,
            double[] aIm,
            double[] bRe,
            double[] bIm,
            double[] key,
            int offset,
            int secondOffset,
            int n) {
        for (int j = 0; j < n; j += LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, aRe, START + j);
            DoubleVector xIm = DoubleVector.fromArray(D, aIm, START + j);
            DoubleVector kRe = DoubleVector.fromArray(D, key, offset + j);
            DoubleVector kIm = DoubleVector.fromArray(D, key, offset + n + j);
            DoubleVector straight = xRe.mul(kRe);
            DoubleVector crossed = xRe.mul(kIm);
            DoubleVector lost = xIm.mul(kIm);
            crossed = xIm.fma(kRe, crossed);
            xRe = DoubleVector.fromArray(D, bRe, START + j);
            xIm = DoubleVector.fromArray(D, bIm, START + j);
            kRe = DoubleVector.fromArray(D, key, secondOffset + j);
            kIm = DoubleVector.fromArray(D, key, secondOffset + n + j);
            straight = xRe.fma(kRe, straight);
            lost = xIm.fma(kIm, lost);
            crossed = xRe.fma(kIm, crossed);
            crossed = xIm.fma(kRe, crossed);
            straight.sub(lost).intoArray(outRe, START + j);
            crossed.intoArray(outIm, START + j);
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
                    .lanewise(VectorOperators.OR, ScalarKernels.EXPONENT_52)
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
            DoubleVector whole = x.add(ScalarKernels.ROUND).sub(ScalarKernels.ROUND);
            LongVector word = x.sub(whole).add(3.0).reinterpretAsLongs().lanewise(VectorOperators.LSHL, 13);
            LongVector.fromArray(L, words, base + j).add(word).intoArray(words, base + j);
        }
    }

    /** Five rows at once save four passes over the output; the published parameters have five levels. */
    @Override
    public void subtractRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int levels, int[] key, int keyOffset, int row) {
        int level = 0;
        for (; level + 5 <= levels; level += 5) {
            subtractFiveRows(out, outOffset, digits, digitOffset + level, key, keyOffset + level * row, row);
        }
        for (; level < levels; level++) {
            subtractRow(out, outOffset, digits[digitOffset + level], key, keyOffset + level * row, row);
        }
    }

    private static void subtractFiveRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int[] key, int keyOffset, int row) {
        int d0 = digits[digitOffset];
        int d1 = digits[digitOffset + 1];
        int d2 = digits[digitOffset + 2];
        int d3 = digits[digitOffset + 3];
        int d4 = digits[digitOffset + 4];
        for (int j = 0; j < row; j += I.length()) {
            IntVector sum = IntVector.fromArray(I, key, keyOffset + j).mul(d0);
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + row + j).mul(d1));
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + 2 * row + j).mul(d2));
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + 3 * row + j).mul(d3));
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + 4 * row + j).mul(d4));
            IntVector.fromArray(I, out, outOffset + j).sub(sum).intoArray(out, outOffset + j);
        }
    }

    private static void subtractRow(int[] out, int outOffset, int digit, int[] key, int keyOffset, int row) {
        for (int j = 0; j < row; j += I.length()) {
            IntVector product = IntVector.fromArray(I, key, keyOffset + j).mul(digit);
            IntVector.fromArray(I, out, outOffset + j).sub(product).intoArray(out, outOffset + j);
        }
    }
}
