package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.ByteVector;
import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorShape;
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
    private static final VectorSpecies<Short> S = ShortVector.SPECIES_PREFERRED;

    /** As many bytes as {@link #S} has lanes. */
    private static final VectorSpecies<Byte> B =
            VectorSpecies.of(byte.class, VectorShape.forBitSize(S.vectorBitSize() / 2));

    private static final int LANES = D.length();

    /**
     * The quarter of blocks so short that a loop within each would cost as much as what it does: the loop goes from block to block
     * instead, once for each vector of a quarter. Its butterflies are written out again: a method for them would be too large to be
     * inlined for certain, and its vectors would be objects then.
     */
    private static final int SHORT_QUARTER = 2 * LANES;

    private static final int SHORT_BLOCK = 4 * SHORT_QUARTER;

    private final Kernels scalar = ScalarKernels.INSTANCE;

    static boolean supported() {
        return LANES == 4 || LANES == 8;
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
        return LANES == 8 ? SixteenPointPass.POINTS : FourPointPass.POINTS;
    }

    @Override
    public int rootAt(int place) {
        return LANES == 8 ? place : FourPointPass.rootAt(place);
    }

    @Override
    public double[] lastTwiddles(double[] angles) {
        return LANES == 8 ? SixteenPointPass.twiddles(angles) : FourPointPass.twiddles(angles);
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
        if (quarter == SHORT_QUARTER) {
            forwardShort(re, im, twiddles, blocks, 0);
            forwardShort(re, im, twiddles, blocks, LANES);
            return;
        }
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

    private static void forwardShort(double[] re, double[] im, double[] twiddles, int blocks, int first) {
        int w = 0;
        for (int j = START + first; j < START + first + SHORT_BLOCK * blocks; j += SHORT_BLOCK, w += 6) {
            DoubleVector d1Re = DoubleVector.broadcast(D, twiddles[w]);
            DoubleVector d1Im = DoubleVector.broadcast(D, twiddles[w + 1]);
            DoubleVector d1Neg = DoubleVector.broadcast(D, -twiddles[w + 1]);
            DoubleVector d2Re = DoubleVector.broadcast(D, twiddles[w + 2]);
            DoubleVector d2Im = DoubleVector.broadcast(D, twiddles[w + 3]);
            DoubleVector d2Neg = DoubleVector.broadcast(D, -twiddles[w + 3]);
            DoubleVector d3Re = DoubleVector.broadcast(D, twiddles[w + 4]);
            DoubleVector d3Im = DoubleVector.broadcast(D, twiddles[w + 5]);
            DoubleVector d3Neg = DoubleVector.broadcast(D, -twiddles[w + 5]);
            DoubleVector xRe = DoubleVector.fromArray(D, re, j + SHORT_QUARTER);
            DoubleVector xIm = DoubleVector.fromArray(D, im, j + SHORT_QUARTER);
            DoubleVector bRe = xRe.fma(d1Re, xIm.mul(d1Neg));
            DoubleVector bIm = xRe.fma(d1Im, xIm.mul(d1Re));
            xRe = DoubleVector.fromArray(D, re, j + 3 * SHORT_QUARTER);
            xIm = DoubleVector.fromArray(D, im, j + 3 * SHORT_QUARTER);
            DoubleVector eRe = xRe.fma(d3Re, xIm.mul(d3Neg));
            DoubleVector eIm = xRe.fma(d3Im, xIm.mul(d3Re));
            DoubleVector beRe = bRe.add(eRe);
            DoubleVector beIm = bIm.add(eIm);
            DoubleVector bmRe = bRe.sub(eRe);
            DoubleVector bmIm = bIm.sub(eIm);
            xRe = DoubleVector.fromArray(D, re, j + 2 * SHORT_QUARTER);
            xIm = DoubleVector.fromArray(D, im, j + 2 * SHORT_QUARTER);
            DoubleVector cRe = xRe.fma(d2Re, xIm.mul(d2Neg));
            DoubleVector cIm = xRe.fma(d2Im, xIm.mul(d2Re));
            DoubleVector aRe = DoubleVector.fromArray(D, re, j);
            DoubleVector aIm = DoubleVector.fromArray(D, im, j);
            DoubleVector acRe = aRe.add(cRe);
            DoubleVector acIm = aIm.add(cIm);
            acRe.add(beRe).intoArray(re, j);
            acIm.add(beIm).intoArray(im, j);
            acRe.sub(beRe).intoArray(re, j + 2 * SHORT_QUARTER);
            acIm.sub(beIm).intoArray(im, j + 2 * SHORT_QUARTER);
            DoubleVector amRe = aRe.sub(cRe);
            DoubleVector amIm = aIm.sub(cIm);
            amRe.sub(bmIm).intoArray(re, j + SHORT_QUARTER);
            amIm.add(bmRe).intoArray(im, j + SHORT_QUARTER);
            amRe.add(bmIm).intoArray(re, j + 3 * SHORT_QUARTER);
            amIm.sub(bmRe).intoArray(im, j + 3 * SHORT_QUARTER);
        }
    }

    @Override
    public void inverseRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter) {
        if (quarter == SHORT_QUARTER) {
            inverseShort(re, im, twiddles, blocks, 0);
            inverseShort(re, im, twiddles, blocks, LANES);
            return;
        }
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

    private static void inverseShort(double[] re, double[] im, double[] twiddles, int blocks, int first) {
        int w = 0;
        for (int j = START + first; j < START + first + SHORT_BLOCK * blocks; j += SHORT_BLOCK, w += 6) {
            DoubleVector d1Re = DoubleVector.broadcast(D, twiddles[w]);
            DoubleVector d1Im = DoubleVector.broadcast(D, twiddles[w + 1]);
            DoubleVector d1Neg = DoubleVector.broadcast(D, -twiddles[w + 1]);
            DoubleVector d2Re = DoubleVector.broadcast(D, twiddles[w + 2]);
            DoubleVector d2Im = DoubleVector.broadcast(D, twiddles[w + 3]);
            DoubleVector d2Neg = DoubleVector.broadcast(D, -twiddles[w + 3]);
            DoubleVector d3Re = DoubleVector.broadcast(D, twiddles[w + 4]);
            DoubleVector d3Im = DoubleVector.broadcast(D, twiddles[w + 5]);
            DoubleVector d3Neg = DoubleVector.broadcast(D, -twiddles[w + 5]);
            DoubleVector y0Re = DoubleVector.fromArray(D, re, j);
            DoubleVector y2Re = DoubleVector.fromArray(D, re, j + 2 * SHORT_QUARTER);
            DoubleVector acRe = y0Re.add(y2Re);
            DoubleVector beRe = y0Re.sub(y2Re);
            DoubleVector y0Im = DoubleVector.fromArray(D, im, j);
            DoubleVector y2Im = DoubleVector.fromArray(D, im, j + 2 * SHORT_QUARTER);
            DoubleVector acIm = y0Im.add(y2Im);
            DoubleVector beIm = y0Im.sub(y2Im);
            DoubleVector y1Re = DoubleVector.fromArray(D, re, j + SHORT_QUARTER);
            DoubleVector y3Re = DoubleVector.fromArray(D, re, j + 3 * SHORT_QUARTER);
            DoubleVector amRe = y1Re.add(y3Re);
            DoubleVector bmIm = y3Re.sub(y1Re);
            DoubleVector y1Im = DoubleVector.fromArray(D, im, j + SHORT_QUARTER);
            DoubleVector y3Im = DoubleVector.fromArray(D, im, j + 3 * SHORT_QUARTER);
            DoubleVector amIm = y1Im.add(y3Im);
            DoubleVector bmRe = y1Im.sub(y3Im);
            acRe.add(amRe).intoArray(re, j);
            acIm.add(amIm).intoArray(im, j);
            DoubleVector cRe = acRe.sub(amRe);
            DoubleVector cIm = acIm.sub(amIm);
            cRe.fma(d2Re, cIm.mul(d2Im)).intoArray(re, j + 2 * SHORT_QUARTER);
            cIm.fma(d2Re, cRe.mul(d2Neg)).intoArray(im, j + 2 * SHORT_QUARTER);
            DoubleVector bRe = beRe.add(bmRe);
            DoubleVector bIm = beIm.add(bmIm);
            bRe.fma(d1Re, bIm.mul(d1Im)).intoArray(re, j + SHORT_QUARTER);
            bIm.fma(d1Re, bRe.mul(d1Neg)).intoArray(im, j + SHORT_QUARTER);
            DoubleVector eRe = beRe.sub(bmRe);
            DoubleVector eIm = beIm.sub(bmIm);
            eRe.fma(d3Re, eIm.mul(d3Im)).intoArray(re, j + 3 * SHORT_QUARTER);
            eIm.fma(d3Re, eRe.mul(d3Neg)).intoArray(im, j + 3 * SHORT_QUARTER);
        }
    }

    @Override
    public void forwardLast(double[] re, double[] im, double[] twiddles, int points) {
        if (LANES == 8) {
            SixteenPointPass.forward(re, im, twiddles, points);
        } else {
            FourLanePass.forward(re, im, twiddles, points);
        }
    }

    @Override
    public void inverseLast(double[] re, double[] im, double[] twiddles, int points) {
        if (LANES == 8) {
            SixteenPointPass.inverse(re, im, twiddles, points);
        } else {
            FourLanePass.inverse(re, im, twiddles, points);
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
            // The nearest integer less 3 is exact, so that taking it off rounds once, as adding 3 to the fraction does.
            DoubleVector whole = x.add(ScalarKernels.ROUND).sub(ScalarKernels.ROUND + 3);
            LongVector word = x.sub(whole).reinterpretAsLongs().lanewise(VectorOperators.LSHL, 13);
            LongVector.fromArray(L, words, base + j).add(word).intoArray(words, base + j);
        }
    }

    /** Five rows at once save four passes over the sums; the published parameters have five levels. */
    @Override
    public void addRows(
            short[] upper,
            short[] lower,
            int[] digits,
            int digitOffset,
            int levels,
            short[] keyUpper,
            byte[] keyLower,
            int keyOffset,
            int row) {
        int level = 0;
        for (; level + 5 <= levels; level += 5) {
            addFiveRows(upper, lower, digits, digitOffset + level, keyUpper, keyLower, keyOffset + level * row, row);
        }
        for (; level < levels; level++) {
            addRow(upper, lower, digits[digitOffset + level], keyUpper, keyLower, keyOffset + level * row, row);
        }
    }

    private static void addFiveRows(
            short[] upper,
            short[] lower,
            int[] digits,
            int digitOffset,
            short[] keyUpper,
            byte[] keyLower,
            int keyOffset,
            int row) {
        short d0 = (short) digits[digitOffset];
        short d1 = (short) digits[digitOffset + 1];
        short d2 = (short) digits[digitOffset + 2];
        short d3 = (short) digits[digitOffset + 3];
        short d4 = (short) digits[digitOffset + 4];
        for (int j = 0; j < row; j += S.length()) {
            int k = SHORT_START + keyOffset + j;
            ShortVector sum = ShortVector.fromArray(S, upper, SHORT_START + j);
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k).mul(d0));
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k + row).mul(d1));
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k + 2 * row).mul(d2));
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k + 3 * row).mul(d3));
            sum = sum.add(ShortVector.fromArray(S, keyUpper, k + 4 * row).mul(d4));
            sum.intoArray(upper, SHORT_START + j);
        }
        for (int j = 0; j < row; j += S.length()) {
            int k = BYTE_START + keyOffset + j;
            ShortVector sum = ShortVector.fromArray(S, lower, SHORT_START + j);
            sum = sum.add(widened(keyLower, k).mul(d0));
            sum = sum.add(widened(keyLower, k + row).mul(d1));
            sum = sum.add(widened(keyLower, k + 2 * row).mul(d2));
            sum = sum.add(widened(keyLower, k + 3 * row).mul(d3));
            sum = sum.add(widened(keyLower, k + 4 * row).mul(d4));
            sum.intoArray(lower, SHORT_START + j);
        }
    }

    private static void addRow(
            short[] upper, short[] lower, int digit, short[] keyUpper, byte[] keyLower, int keyOffset, int row) {
        for (int j = 0; j < row; j += S.length()) {
            ShortVector.fromArray(S, keyUpper, SHORT_START + keyOffset + j)
                    .mul((short) digit)
                    .add(ShortVector.fromArray(S, upper, SHORT_START + j))
                    .intoArray(upper, SHORT_START + j);
            widened(keyLower, BYTE_START + keyOffset + j)
                    .mul((short) digit)
                    .add(ShortVector.fromArray(S, lower, SHORT_START + j))
                    .intoArray(lower, SHORT_START + j);
        }
    }

    private static ShortVector widened(byte[] bytes, int index) {
        return (ShortVector) ByteVector.fromArray(B, bytes, index).convertShape(VectorOperators.B2S, S, 0);
    }

    @Override
    public void carry(short[] upper, short[] lower, int row) {
        for (int j = SHORT_START; j < SHORT_START + row; j += S.length()) {
            ShortVector low = ShortVector.fromArray(S, lower, j);
            ShortVector.fromArray(S, upper, j)
                    .add(low.lanewise(VectorOperators.ASHR, 8))
                    .intoArray(upper, j);
            low.and((short) 255).intoArray(lower, j);
        }
    }

    /** Four rows at once save three passes over the output; the published parameters have four levels. */
    @Override
    public void subtractRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int levels, int[] key, int keyOffset, int row) {
        int level = 0;
        for (; level + 4 <= levels; level += 4) {
            subtractFourRows(out, outOffset, digits, digitOffset + level, key, keyOffset + level * row, row);
        }
        for (; level < levels; level++) {
            subtractRow(out, outOffset, digits[digitOffset + level], key, keyOffset + level * row, row);
        }
    }

    private static void subtractFourRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int[] key, int keyOffset, int row) {
        int d0 = digits[digitOffset];
        int d1 = digits[digitOffset + 1];
        int d2 = digits[digitOffset + 2];
        int d3 = digits[digitOffset + 3];
        for (int j = 0; j < row; j += I.length()) {
            IntVector sum = IntVector.fromArray(I, key, keyOffset + j).mul(d0);
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + row + j).mul(d1));
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + 2 * row + j).mul(d2));
            sum = sum.add(IntVector.fromArray(I, key, keyOffset + 3 * row + j).mul(d3));
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
