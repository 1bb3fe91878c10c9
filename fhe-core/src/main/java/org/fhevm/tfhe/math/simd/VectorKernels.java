package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
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

    /** Lane offsets 0, 16, 32, …: the same value of neighbouring blocks of 16. */
    private static final int[] BY_BLOCK = multiples(16);

    /** For 2^i blocks, lane offsets 0, 2^i, 2·2^i, …: neighbouring values of one block in transposed order. */
    private static final int[][] ROWS = rowOffsets();

    private static int[][] rowOffsets() {
        int[][] offsets = new int[24][];
        for (int log = 0; log < offsets.length; log++) {
            offsets[log] = multiples(1 << log);
        }
        return offsets;
    }

    private final Kernels scalar = ScalarKernels.INSTANCE;

    static boolean supported() {
        return LANES >= 4;
    }

    private static int[] multiples(int step) {
        int[] offsets = new int[LANES];
        for (int lane = 0; lane < LANES; lane++) {
            offsets[lane] = lane * step;
        }
        return offsets;
    }

    @Override
    public String name() {
        return "vectors of " + LANES + " doubles";
    }

    @Override
    public int minimumBlocks() {
        return LANES;
    }

    @Override
    public void forwardRadix2(double[] re, double[] im, int half, double dRe, double dIm) {
        for (int j = START; j < START + half; j += LANES) {
            DoubleVector xRe = DoubleVector.fromArray(D, re, j + half);
            DoubleVector xIm = DoubleVector.fromArray(D, im, j + half);
            DoubleVector bRe = xRe.mul(dRe).sub(xIm.mul(dIm));
            DoubleVector bIm = xRe.mul(dIm).add(xIm.mul(dRe));
            DoubleVector aRe = DoubleVector.fromArray(D, re, j);
            DoubleVector aIm = DoubleVector.fromArray(D, im, j);
            aRe.add(bRe).intoArray(re, j);
            aIm.add(bIm).intoArray(im, j);
            aRe.sub(bRe).intoArray(re, j + half);
            aIm.sub(bIm).intoArray(im, j + half);
        }
    }

    @Override
    public void inverseRadix2(double[] re, double[] im, int half, double dRe, double dIm) {
        for (int j = START; j < START + half; j += LANES) {
            DoubleVector aRe = DoubleVector.fromArray(D, re, j);
            DoubleVector aIm = DoubleVector.fromArray(D, im, j);
            DoubleVector bRe = DoubleVector.fromArray(D, re, j + half);
            DoubleVector bIm = DoubleVector.fromArray(D, im, j + half);
            aRe.add(bRe).intoArray(re, j);
            aIm.add(bIm).intoArray(im, j);
            DoubleVector xRe = aRe.sub(bRe);
            DoubleVector xIm = aIm.sub(bIm);
            xRe.mul(dRe).add(xIm.mul(dIm)).intoArray(re, j + half);
            xIm.mul(dRe).sub(xRe.mul(dIm)).intoArray(im, j + half);
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
    public void forwardTranspose16(
            double[] re, double[] im, double[] outRe, double[] outIm, double[] twiddles, int blocks) {
        for (int r = 0; r < 4; r++) {
            forwardGather(re, im, outRe, outIm, twiddles, blocks, r);
        }
    }

    private static void forwardGather(
            double[] re, double[] im, double[] outRe, double[] outIm, double[] twiddles, int blocks, int r) {
        int row = 4 * blocks;
        int[] map = BY_BLOCK;
        for (int b = 0; b < blocks; b += LANES) {
            int i = START + 16 * b + r;
            int o = START + r * blocks + b;
            DoubleVector xRe = DoubleVector.fromArray(D, re, i + 4, map, 0);
            DoubleVector xIm = DoubleVector.fromArray(D, im, i + 4, map, 0);
            DoubleVector dRe = DoubleVector.fromArray(D, twiddles, START + b);
            DoubleVector dIm = DoubleVector.fromArray(D, twiddles, START + blocks + b);
            DoubleVector bRe = xRe.mul(dRe).sub(xIm.mul(dIm));
            DoubleVector bIm = xRe.fma(dIm, xIm.mul(dRe));
            xRe = DoubleVector.fromArray(D, re, i + 12, map, 0);
            xIm = DoubleVector.fromArray(D, im, i + 12, map, 0);
            dRe = DoubleVector.fromArray(D, twiddles, START + 4 * blocks + b);
            dIm = DoubleVector.fromArray(D, twiddles, START + 5 * blocks + b);
            DoubleVector eRe = xRe.mul(dRe).sub(xIm.mul(dIm));
            DoubleVector eIm = xRe.fma(dIm, xIm.mul(dRe));
            DoubleVector beRe = bRe.add(eRe);
            DoubleVector beIm = bIm.add(eIm);
            DoubleVector bmRe = bRe.sub(eRe);
            DoubleVector bmIm = bIm.sub(eIm);
            xRe = DoubleVector.fromArray(D, re, i + 8, map, 0);
            xIm = DoubleVector.fromArray(D, im, i + 8, map, 0);
            dRe = DoubleVector.fromArray(D, twiddles, START + 2 * blocks + b);
            dIm = DoubleVector.fromArray(D, twiddles, START + 3 * blocks + b);
            DoubleVector cRe = xRe.mul(dRe).sub(xIm.mul(dIm));
            DoubleVector cIm = xRe.fma(dIm, xIm.mul(dRe));
            DoubleVector aRe = DoubleVector.fromArray(D, re, i, map, 0);
            DoubleVector aIm = DoubleVector.fromArray(D, im, i, map, 0);
            DoubleVector acRe = aRe.add(cRe);
            DoubleVector acIm = aIm.add(cIm);
            acRe.add(beRe).intoArray(outRe, o);
            acIm.add(beIm).intoArray(outIm, o);
            acRe.sub(beRe).intoArray(outRe, o + 2 * row);
            acIm.sub(beIm).intoArray(outIm, o + 2 * row);
            DoubleVector amRe = aRe.sub(cRe);
            DoubleVector amIm = aIm.sub(cIm);
            amRe.sub(bmIm).intoArray(outRe, o + row);
            amIm.add(bmRe).intoArray(outIm, o + row);
            amRe.add(bmIm).intoArray(outRe, o + 3 * row);
            amIm.sub(bmRe).intoArray(outIm, o + 3 * row);
        }
    }

    @Override
    public void inverseTranspose16(
            double[] re, double[] im, double[] outRe, double[] outIm, double[] twiddles, int blocks) {
        inverseRows(re, im, twiddles, blocks);
        transposeBack(re, outRe, blocks);
        transposeBack(im, outIm, blocks);
    }

    /** The butterflies of {@link Kernels#inverseTranspose16} in place, still in transposed order. */
    private static void inverseRows(double[] re, double[] im, double[] twiddles, int blocks) {
        int row = 4 * blocks;
        for (int r = 0; r < 4; r++) {
            for (int b = 0; b < blocks; b += LANES) {
                int o = START + r * blocks + b;
                DoubleVector y0Re = DoubleVector.fromArray(D, re, o);
                DoubleVector y2Re = DoubleVector.fromArray(D, re, o + 2 * row);
                DoubleVector acRe = y0Re.add(y2Re);
                DoubleVector beRe = y0Re.sub(y2Re);
                DoubleVector y0Im = DoubleVector.fromArray(D, im, o);
                DoubleVector y2Im = DoubleVector.fromArray(D, im, o + 2 * row);
                DoubleVector acIm = y0Im.add(y2Im);
                DoubleVector beIm = y0Im.sub(y2Im);
                DoubleVector y1Re = DoubleVector.fromArray(D, re, o + row);
                DoubleVector y3Re = DoubleVector.fromArray(D, re, o + 3 * row);
                DoubleVector amRe = y1Re.add(y3Re);
                DoubleVector bmIm = y3Re.sub(y1Re);
                DoubleVector y1Im = DoubleVector.fromArray(D, im, o + row);
                DoubleVector y3Im = DoubleVector.fromArray(D, im, o + 3 * row);
                DoubleVector amIm = y1Im.add(y3Im);
                DoubleVector bmRe = y1Im.sub(y3Im);
                acRe.add(amRe).intoArray(re, o);
                acIm.add(amIm).intoArray(im, o);
                DoubleVector cRe = acRe.sub(amRe);
                DoubleVector cIm = acIm.sub(amIm);
                DoubleVector dRe = DoubleVector.fromArray(D, twiddles, START + 2 * blocks + b);
                DoubleVector dIm = DoubleVector.fromArray(D, twiddles, START + 3 * blocks + b);
                cRe.fma(dRe, cIm.mul(dIm)).intoArray(re, o + 2 * row);
                cIm.mul(dRe).sub(cRe.mul(dIm)).intoArray(im, o + 2 * row);
                DoubleVector bRe = beRe.add(bmRe);
                DoubleVector bIm = beIm.add(bmIm);
                dRe = DoubleVector.fromArray(D, twiddles, START + b);
                dIm = DoubleVector.fromArray(D, twiddles, START + blocks + b);
                bRe.fma(dRe, bIm.mul(dIm)).intoArray(re, o + row);
                bIm.mul(dRe).sub(bRe.mul(dIm)).intoArray(im, o + row);
                DoubleVector eRe = beRe.sub(bmRe);
                DoubleVector eIm = beIm.sub(bmIm);
                dRe = DoubleVector.fromArray(D, twiddles, START + 4 * blocks + b);
                dIm = DoubleVector.fromArray(D, twiddles, START + 5 * blocks + b);
                eRe.fma(dRe, eIm.mul(dIm)).intoArray(re, o + 3 * row);
                eIm.mul(dRe).sub(eRe.mul(dIm)).intoArray(im, o + 3 * row);
            }
        }
    }

    /** {@code to[16·b + r] = from[r·blocks + b]}, lanes along r. */
    private static void transposeBack(double[] from, double[] to, int blocks) {
        int[] map = ROWS[Integer.numberOfTrailingZeros(blocks)];
        for (int b = 0; b < blocks; b++) {
            for (int r = 0; r < 16; r += LANES) {
                DoubleVector.fromArray(D, from, START + r * blocks + b, map, 0).intoArray(to, START + 16 * b + r);
            }
        }
    }

    @Override
    public void forwardTransposed4(double[] re, double[] im, double[] twiddles, int blocks) {
        for (int t = 0; t < 4; t++) {
            forwardQuad(re, im, twiddles, blocks, t);
        }
    }

    private static void forwardQuad(double[] re, double[] im, double[] twiddles, int blocks, int t) {
        int quads = 4 * blocks;
        for (int b = 0; b < blocks; b += LANES) {
            int w = t * blocks + b;
            int j = START + 4 * t * blocks + b;
            DoubleVector xRe = DoubleVector.fromArray(D, re, j + blocks);
            DoubleVector xIm = DoubleVector.fromArray(D, im, j + blocks);
            DoubleVector dRe = DoubleVector.fromArray(D, twiddles, START + w);
            DoubleVector dIm = DoubleVector.fromArray(D, twiddles, START + quads + w);
            DoubleVector bRe = xRe.mul(dRe).sub(xIm.mul(dIm));
            DoubleVector bIm = xRe.fma(dIm, xIm.mul(dRe));
            xRe = DoubleVector.fromArray(D, re, j + 3 * blocks);
            xIm = DoubleVector.fromArray(D, im, j + 3 * blocks);
            dRe = DoubleVector.fromArray(D, twiddles, START + 4 * quads + w);
            dIm = DoubleVector.fromArray(D, twiddles, START + 5 * quads + w);
            DoubleVector eRe = xRe.mul(dRe).sub(xIm.mul(dIm));
            DoubleVector eIm = xRe.fma(dIm, xIm.mul(dRe));
            DoubleVector beRe = bRe.add(eRe);
            DoubleVector beIm = bIm.add(eIm);
            DoubleVector bmRe = bRe.sub(eRe);
            DoubleVector bmIm = bIm.sub(eIm);
            xRe = DoubleVector.fromArray(D, re, j + 2 * blocks);
            xIm = DoubleVector.fromArray(D, im, j + 2 * blocks);
            dRe = DoubleVector.fromArray(D, twiddles, START + 2 * quads + w);
            dIm = DoubleVector.fromArray(D, twiddles, START + 3 * quads + w);
            DoubleVector cRe = xRe.mul(dRe).sub(xIm.mul(dIm));
            DoubleVector cIm = xRe.fma(dIm, xIm.mul(dRe));
            DoubleVector aRe = DoubleVector.fromArray(D, re, j);
            DoubleVector aIm = DoubleVector.fromArray(D, im, j);
            DoubleVector acRe = aRe.add(cRe);
            DoubleVector acIm = aIm.add(cIm);
            acRe.add(beRe).intoArray(re, j);
            acIm.add(beIm).intoArray(im, j);
            acRe.sub(beRe).intoArray(re, j + 2 * blocks);
            acIm.sub(beIm).intoArray(im, j + 2 * blocks);
            DoubleVector amRe = aRe.sub(cRe);
            DoubleVector amIm = aIm.sub(cIm);
            amRe.sub(bmIm).intoArray(re, j + blocks);
            amIm.add(bmRe).intoArray(im, j + blocks);
            amRe.add(bmIm).intoArray(re, j + 3 * blocks);
            amIm.sub(bmRe).intoArray(im, j + 3 * blocks);
        }
    }

    @Override
    public void inverseTransposed4(double[] re, double[] im, double[] twiddles, int blocks) {
        for (int t = 0; t < 4; t++) {
            inverseQuad(re, im, twiddles, blocks, t);
        }
    }

    private static void inverseQuad(double[] re, double[] im, double[] twiddles, int blocks, int t) {
        int quads = 4 * blocks;
        for (int b = 0; b < blocks; b += LANES) {
            int w = t * blocks + b;
            int j = START + 4 * t * blocks + b;
            DoubleVector y0Re = DoubleVector.fromArray(D, re, j);
            DoubleVector y2Re = DoubleVector.fromArray(D, re, j + 2 * blocks);
            DoubleVector acRe = y0Re.add(y2Re);
            DoubleVector beRe = y0Re.sub(y2Re);
            DoubleVector y0Im = DoubleVector.fromArray(D, im, j);
            DoubleVector y2Im = DoubleVector.fromArray(D, im, j + 2 * blocks);
            DoubleVector acIm = y0Im.add(y2Im);
            DoubleVector beIm = y0Im.sub(y2Im);
            DoubleVector y1Re = DoubleVector.fromArray(D, re, j + blocks);
            DoubleVector y3Re = DoubleVector.fromArray(D, re, j + 3 * blocks);
            DoubleVector amRe = y1Re.add(y3Re);
            DoubleVector bmIm = y3Re.sub(y1Re);
            DoubleVector y1Im = DoubleVector.fromArray(D, im, j + blocks);
            DoubleVector y3Im = DoubleVector.fromArray(D, im, j + 3 * blocks);
            DoubleVector amIm = y1Im.add(y3Im);
            DoubleVector bmRe = y1Im.sub(y3Im);
            acRe.add(amRe).intoArray(re, j);
            acIm.add(amIm).intoArray(im, j);
            DoubleVector cRe = acRe.sub(amRe);
            DoubleVector cIm = acIm.sub(amIm);
            DoubleVector dRe = DoubleVector.fromArray(D, twiddles, START + 2 * quads + w);
            DoubleVector dIm = DoubleVector.fromArray(D, twiddles, START + 3 * quads + w);
            cRe.fma(dRe, cIm.mul(dIm)).intoArray(re, j + 2 * blocks);
            cIm.mul(dRe).sub(cRe.mul(dIm)).intoArray(im, j + 2 * blocks);
            DoubleVector bRe = beRe.add(bmRe);
            DoubleVector bIm = beIm.add(bmIm);
            dRe = DoubleVector.fromArray(D, twiddles, START + w);
            dIm = DoubleVector.fromArray(D, twiddles, START + quads + w);
            bRe.fma(dRe, bIm.mul(dIm)).intoArray(re, j + blocks);
            bIm.mul(dRe).sub(bRe.mul(dIm)).intoArray(im, j + blocks);
            DoubleVector eRe = beRe.sub(bmRe);
            DoubleVector eIm = beIm.sub(bmIm);
            dRe = DoubleVector.fromArray(D, twiddles, START + 4 * quads + w);
            dIm = DoubleVector.fromArray(D, twiddles, START + 5 * quads + w);
            eRe.fma(dRe, eIm.mul(dIm)).intoArray(re, j + 3 * blocks);
            eIm.mul(dRe).sub(eRe.mul(dIm)).intoArray(im, j + 3 * blocks);
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
