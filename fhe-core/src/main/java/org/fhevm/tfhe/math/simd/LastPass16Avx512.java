package org.fhevm.tfhe.math.simd;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The last pass of a transform in vectors of eight lanes: a block of sixteen points in two vectors.
 *
 * <p>Each level is one butterfly of the two vectors p and q, {@code p ± w·q}. Before the next level the lower halves of
 * all blocks are gathered in p and the upper halves in q, with one permutation of two vectors each. In each lane, w is
 * x^m·exp(2πi·m·k/16) for m = 8, 4, 2, 1 and the number {@code k = lane/m} of the block that the lane belongs to; for m
 * = 8 it is the same in all lanes. The values are in the order of their roots.
 *
 * <p>A twiddle w = c·(1 + i·t), where t is the tangent of its angle, costs two multiply-adds for 1 + i·t and none for
 * c, which is multiplied in together with the sum (E. Linzer and E. Feig, "Implementation of efficient FFT algorithms
 * on fused multiply-add architectures", 1993). A large t does not matter, since c·t is at most 1, so that the rounding
 * error of t·q, times c, is the usual one. No angle is a multiple of 90 degrees, because no block has the modulus X^m +
 * 1.
 *
 * <p>Twiddles of a block, from index {@link TransformKernels#START} on: t, -t, c, -c for m = 8, four unused places, and
 * eight t and eight c for each of m = 4, 2, 1.
 */
final class LastPass16Avx512 {
    static final int POINTS = 16;

    private static final VectorSpecies<Double> D = DoubleVector.SPECIES_512;
    private static final int BLOCK = 56;

    /** For blocks of 8, 4 and 2 points: the places in (p, q) of their lower halves, for {@code selectFrom}. */
    private static final double[][] LOWER = {
        {0, 1, 2, 3, 8, 9, 10, 11}, {0, 1, 4, 5, 8, 9, 12, 13}, {0, 2, 4, 6, 8, 10, 12, 14}
    };

    /** The same for their upper halves. */
    private static final double[][] UPPER = {
        {4, 5, 6, 7, 12, 13, 14, 15}, {2, 3, 6, 7, 10, 11, 14, 15}, {1, 3, 5, 7, 9, 11, 13, 15}
    };

    /** The inverse of {@link #LOWER} and {@link #UPPER}: the places in (lower, upper) of the points of p. */
    private static final double[][] FIRST = {
        {0, 1, 2, 3, 8, 9, 10, 11}, {0, 1, 8, 9, 2, 3, 10, 11}, {0, 8, 1, 9, 2, 10, 3, 11}
    };

    /** The same for q. */
    private static final double[][] SECOND = {
        {4, 5, 6, 7, 12, 13, 14, 15}, {4, 5, 12, 13, 6, 7, 14, 15}, {4, 12, 5, 13, 6, 14, 7, 15}
    };

    private LastPass16Avx512() {}

    static double[] twiddles(double[] angles) {
        double[] twiddles = new double[TransformKernels.START + BLOCK * angles.length];
        int w = TransformKernels.START;
        for (double angle : angles) {
            twiddles[w] = Math.tan(8 * angle);
            twiddles[w + 1] = -twiddles[w];
            twiddles[w + 2] = Math.cos(8 * angle);
            twiddles[w + 3] = -twiddles[w + 2];
            for (int lane = 0; lane < 8; lane++) {
                for (int level = 0, m = 4; level < 3; level++, m /= 2) {
                    double turned = m * (angle + Math.PI / 8 * (lane / m));
                    twiddles[w + 8 + 16 * level + lane] = Math.tan(turned);
                    twiddles[w + 16 + 16 * level + lane] = Math.cos(turned);
                }
            }
            w += BLOCK;
        }
        return twiddles;
    }

    static void forward(double[] re, double[] im, double[] twiddles, int points) {
        DoubleVector lower4 = DoubleVector.fromArray(D, LOWER[0], 0);
        DoubleVector upper4 = DoubleVector.fromArray(D, UPPER[0], 0);
        DoubleVector lower2 = DoubleVector.fromArray(D, LOWER[1], 0);
        DoubleVector upper2 = DoubleVector.fromArray(D, UPPER[1], 0);
        DoubleVector lower1 = DoubleVector.fromArray(D, LOWER[2], 0);
        DoubleVector upper1 = DoubleVector.fromArray(D, UPPER[2], 0);
        int w = TransformKernels.START;
        for (int j = TransformKernels.START; j < TransformKernels.START + points; j += POINTS, w += BLOCK) {
            DoubleVector pRe = DoubleVector.fromArray(D, re, j);
            DoubleVector pIm = DoubleVector.fromArray(D, im, j);
            DoubleVector qRe = DoubleVector.fromArray(D, re, j + 8);
            DoubleVector qIm = DoubleVector.fromArray(D, im, j + 8);
            DoubleVector c = DoubleVector.broadcast(D, twiddles[w + 2]);
            DoubleVector minusC = DoubleVector.broadcast(D, twiddles[w + 3]);
            DoubleVector uRe = qIm.fma(DoubleVector.broadcast(D, twiddles[w + 1]), qRe);
            DoubleVector uIm = qRe.fma(DoubleVector.broadcast(D, twiddles[w]), qIm);
            DoubleVector aRe = uRe.fma(c, pRe);
            DoubleVector aIm = uIm.fma(c, pIm);
            DoubleVector bRe = uRe.fma(minusC, pRe);
            DoubleVector bIm = uIm.fma(minusC, pIm);

            pRe = lower4.selectFrom(aRe, bRe);
            pIm = lower4.selectFrom(aIm, bIm);
            qRe = upper4.selectFrom(aRe, bRe);
            qIm = upper4.selectFrom(aIm, bIm);
            DoubleVector t = DoubleVector.fromArray(D, twiddles, w + 8);
            c = DoubleVector.fromArray(D, twiddles, w + 16);
            minusC = c.neg();
            uRe = qIm.fma(t.neg(), qRe);
            uIm = qRe.fma(t, qIm);
            aRe = uRe.fma(c, pRe);
            aIm = uIm.fma(c, pIm);
            bRe = uRe.fma(minusC, pRe);
            bIm = uIm.fma(minusC, pIm);

            pRe = lower2.selectFrom(aRe, bRe);
            pIm = lower2.selectFrom(aIm, bIm);
            qRe = upper2.selectFrom(aRe, bRe);
            qIm = upper2.selectFrom(aIm, bIm);
            t = DoubleVector.fromArray(D, twiddles, w + 24);
            c = DoubleVector.fromArray(D, twiddles, w + 32);
            minusC = c.neg();
            uRe = qIm.fma(t.neg(), qRe);
            uIm = qRe.fma(t, qIm);
            aRe = uRe.fma(c, pRe);
            aIm = uIm.fma(c, pIm);
            bRe = uRe.fma(minusC, pRe);
            bIm = uIm.fma(minusC, pIm);

            pRe = lower1.selectFrom(aRe, bRe);
            pIm = lower1.selectFrom(aIm, bIm);
            qRe = upper1.selectFrom(aRe, bRe);
            qIm = upper1.selectFrom(aIm, bIm);
            t = DoubleVector.fromArray(D, twiddles, w + 40);
            c = DoubleVector.fromArray(D, twiddles, w + 48);
            minusC = c.neg();
            uRe = qIm.fma(t.neg(), qRe);
            uIm = qRe.fma(t, qIm);
            uRe.fma(c, pRe).intoArray(re, j);
            uIm.fma(c, pIm).intoArray(im, j);
            uRe.fma(minusC, pRe).intoArray(re, j + 8);
            uIm.fma(minusC, pIm).intoArray(im, j + 8);
        }
    }

    static void inverse(double[] re, double[] im, double[] twiddles, int points) {
        DoubleVector first4 = DoubleVector.fromArray(D, FIRST[0], 0);
        DoubleVector second4 = DoubleVector.fromArray(D, SECOND[0], 0);
        DoubleVector first2 = DoubleVector.fromArray(D, FIRST[1], 0);
        DoubleVector second2 = DoubleVector.fromArray(D, SECOND[1], 0);
        DoubleVector first1 = DoubleVector.fromArray(D, FIRST[2], 0);
        DoubleVector second1 = DoubleVector.fromArray(D, SECOND[2], 0);
        int w = TransformKernels.START;
        for (int j = TransformKernels.START; j < TransformKernels.START + points; j += POINTS, w += BLOCK) {
            DoubleVector aRe = DoubleVector.fromArray(D, re, j);
            DoubleVector aIm = DoubleVector.fromArray(D, im, j);
            DoubleVector bRe = DoubleVector.fromArray(D, re, j + 8);
            DoubleVector bIm = DoubleVector.fromArray(D, im, j + 8);
            DoubleVector pRe = aRe.add(bRe);
            DoubleVector pIm = aIm.add(bIm);
            DoubleVector dRe = aRe.sub(bRe);
            DoubleVector dIm = aIm.sub(bIm);
            DoubleVector t = DoubleVector.fromArray(D, twiddles, w + 40);
            DoubleVector c = DoubleVector.fromArray(D, twiddles, w + 48);
            DoubleVector qRe = dIm.fma(t, dRe).mul(c);
            DoubleVector qIm = dRe.fma(t.neg(), dIm).mul(c);

            aRe = first1.selectFrom(pRe, qRe);
            aIm = first1.selectFrom(pIm, qIm);
            bRe = second1.selectFrom(pRe, qRe);
            bIm = second1.selectFrom(pIm, qIm);
            pRe = aRe.add(bRe);
            pIm = aIm.add(bIm);
            dRe = aRe.sub(bRe);
            dIm = aIm.sub(bIm);
            t = DoubleVector.fromArray(D, twiddles, w + 24);
            c = DoubleVector.fromArray(D, twiddles, w + 32);
            qRe = dIm.fma(t, dRe).mul(c);
            qIm = dRe.fma(t.neg(), dIm).mul(c);

            aRe = first2.selectFrom(pRe, qRe);
            aIm = first2.selectFrom(pIm, qIm);
            bRe = second2.selectFrom(pRe, qRe);
            bIm = second2.selectFrom(pIm, qIm);
            pRe = aRe.add(bRe);
            pIm = aIm.add(bIm);
            dRe = aRe.sub(bRe);
            dIm = aIm.sub(bIm);
            t = DoubleVector.fromArray(D, twiddles, w + 8);
            c = DoubleVector.fromArray(D, twiddles, w + 16);
            qRe = dIm.fma(t, dRe).mul(c);
            qIm = dRe.fma(t.neg(), dIm).mul(c);

            aRe = first4.selectFrom(pRe, qRe);
            aIm = first4.selectFrom(pIm, qIm);
            bRe = second4.selectFrom(pRe, qRe);
            bIm = second4.selectFrom(pIm, qIm);
            aRe.add(bRe).intoArray(re, j);
            aIm.add(bIm).intoArray(im, j);
            dRe = aRe.sub(bRe);
            dIm = aIm.sub(bIm);
            c = DoubleVector.broadcast(D, twiddles[w + 2]);
            dIm.fma(DoubleVector.broadcast(D, twiddles[w]), dRe).mul(c).intoArray(re, j + 8);
            dRe.fma(DoubleVector.broadcast(D, twiddles[w + 1]), dIm).mul(c).intoArray(im, j + 8);
        }
    }
}
