package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/** Radix-4 butterflies with the Vector API, for {@link VectorTransformKernels}. */
final class VectorRadix4 {
    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_PREFERRED;
    private static final int LANES = D.length();

    /**
     * The quarter of blocks that are too short for a loop within each, which would cost as much as its work. For these
     * the loop goes from block to block, once for each vector of a quarter. The butterflies are written out again,
     * because C2 would not always inline a method for them, and would then allocate its vectors.
     */
    static final int SHORT_QUARTER = 2 * LANES;

    private static final int SHORT_BLOCK = 4 * SHORT_QUARTER;

    private VectorRadix4() {}

    static void forwardBlock(double[] re, double[] im, int start, int quarter, double[] twiddles, int w) {
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

    static void forwardShort(double[] re, double[] im, double[] twiddles, int blocks, int first) {
        int w = 0;
        for (int j = TransformKernels.START + first;
                j < TransformKernels.START + first + SHORT_BLOCK * blocks;
                j += SHORT_BLOCK, w += 6) {
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

    static void inverseBlock(double[] re, double[] im, int start, int quarter, double[] twiddles, int w) {
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

    static void inverseShort(double[] re, double[] im, double[] twiddles, int blocks, int first) {
        int w = 0;
        for (int j = TransformKernels.START + first;
                j < TransformKernels.START + first + SHORT_BLOCK * blocks;
                j += SHORT_BLOCK, w += 6) {
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
}
