package org.fhevm.tfhe.math.simd;

/**
 * The last pass of a transform over blocks of four points, in plain Java; also the definition of {@link LastPass4Avx2}.
 *
 * <p>Coefficient s of a block is multiplied by x^s; the rest is a transform of four points. The values are in
 * bit-reversed order, which exchanges of neighbouring lanes produce.
 *
 * <p>Twiddles: for each block, from index {@link TransformKernels#START} on, the real parts of 1, x, x², x³, then the
 * imaginary parts.
 */
final class LastPass4 {
    static final int POINTS = 4;

    private LastPass4() {}

    static int rootAt(int place) {
        return (place & 1) << 1 | place >> 1;
    }

    static double[] twiddles(double[] angles) {
        double[] twiddles = new double[TransformKernels.START + 2 * POINTS * angles.length];
        int w = TransformKernels.START;
        for (double angle : angles) {
            for (int s = 0; s < POINTS; s++) {
                twiddles[w + s] = Math.cos(s * angle);
                twiddles[w + POINTS + s] = Math.sin(s * angle);
            }
            w += 2 * POINTS;
        }
        return twiddles;
    }

    static void forward(double[] re, double[] im, double[] twiddles, int points) {
        int w = TransformKernels.START;
        for (int j = TransformKernels.START; j < TransformKernels.START + points; j += POINTS) {
            twist(re, im, twiddles, j, w, 1);
            double aRe = re[j] + re[j + 2];
            double aIm = im[j] + im[j + 2];
            double cRe = re[j] - re[j + 2];
            double cIm = im[j] - im[j + 2];
            double bRe = re[j + 1] + re[j + 3];
            double bIm = im[j + 1] + im[j + 3];
            double dRe = im[j + 3] - im[j + 1];
            double dIm = re[j + 1] - re[j + 3];
            re[j] = aRe + bRe;
            im[j] = aIm + bIm;
            re[j + 1] = aRe - bRe;
            im[j + 1] = aIm - bIm;
            re[j + 2] = cRe + dRe;
            im[j + 2] = cIm + dIm;
            re[j + 3] = cRe - dRe;
            im[j + 3] = cIm - dIm;
            w += 2 * POINTS;
        }
    }

    static void inverse(double[] re, double[] im, double[] twiddles, int points) {
        int w = TransformKernels.START;
        for (int j = TransformKernels.START; j < TransformKernels.START + points; j += POINTS) {
            double aRe = re[j] + re[j + 1];
            double aIm = im[j] + im[j + 1];
            double bRe = re[j] - re[j + 1];
            double bIm = im[j] - im[j + 1];
            double cRe = re[j + 2] + re[j + 3];
            double cIm = im[j + 2] + im[j + 3];
            double dRe = im[j + 2] - im[j + 3];
            double dIm = re[j + 3] - re[j + 2];
            re[j] = aRe + cRe;
            im[j] = aIm + cIm;
            re[j + 1] = bRe + dRe;
            im[j + 1] = bIm + dIm;
            re[j + 2] = aRe - cRe;
            im[j + 2] = aIm - cIm;
            re[j + 3] = bRe - dRe;
            im[j + 3] = bIm - dIm;
            twist(re, im, twiddles, j, w, -1);
            w += 2 * POINTS;
        }
    }

    /** Multiplies four points by the powers of their root, or by the conjugates for a sign of -1. */
    private static void twist(double[] re, double[] im, double[] twiddles, int start, int w, int sign) {
        for (int s = 0; s < POINTS; s++) {
            double xRe = re[start + s];
            double xIm = im[start + s];
            double wRe = twiddles[w + s];
            double wIm = sign * twiddles[w + POINTS + s];
            re[start + s] = xRe * wRe - xIm * wIm;
            im[start + s] = xRe * wIm + xIm * wRe;
        }
    }
}
