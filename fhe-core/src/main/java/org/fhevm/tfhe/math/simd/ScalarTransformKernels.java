package org.fhevm.tfhe.math.simd;

/** The transform kernels in plain Java: the definition that the vector form is tested against. */
final class ScalarTransformKernels implements TransformKernels {
    static final ScalarTransformKernels INSTANCE = new ScalarTransformKernels();

    /** Adding and subtracting it rounds a double of magnitude below 2^51 to an integer. */
    static final double ROUND = 0x1.8p52;

    /** Bits of 2^52: or-ing an integer below 2^52 into it gives the double 2^52 + integer. */
    static final long EXPONENT_52 = 0x4330000000000000L;

    private ScalarTransformKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int group() {
        return LastPass4.POINTS;
    }

    @Override
    public int lastPoints() {
        return LastPass4.POINTS;
    }

    @Override
    public int rootAt(int place) {
        return LastPass4.rootAt(place);
    }

    @Override
    public double[] lastTwiddles(double[] angles) {
        return LastPass4.twiddles(angles);
    }

    @Override
    public void forwardRadix2(double[] re, double[] im, double[] twiddles, int blocks, int half) {
        for (int b = 0; b < blocks; b++) {
            double dRe = twiddles[6 * b + 2];
            double dIm = twiddles[6 * b + 3];
            int start = START + 2 * half * b;
            for (int j = start; j < start + half; j++) {
                double xRe = re[j + half] * dRe - im[j + half] * dIm;
                double xIm = re[j + half] * dIm + im[j + half] * dRe;
                re[j + half] = re[j] - xRe;
                im[j + half] = im[j] - xIm;
                re[j] += xRe;
                im[j] += xIm;
            }
        }
    }

    @Override
    public void inverseRadix2(double[] re, double[] im, double[] twiddles, int blocks, int half) {
        for (int b = 0; b < blocks; b++) {
            double dRe = twiddles[6 * b + 2];
            double dIm = twiddles[6 * b + 3];
            int start = START + 2 * half * b;
            for (int j = start; j < start + half; j++) {
                double xRe = re[j] - re[j + half];
                double xIm = im[j] - im[j + half];
                re[j] += re[j + half];
                im[j] += im[j + half];
                re[j + half] = xRe * dRe + xIm * dIm;
                im[j + half] = xIm * dRe - xRe * dIm;
            }
        }
    }

    @Override
    public void forwardRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter) {
        for (int b = 0; b < blocks; b++) {
            int w = 6 * b;
            int start = START + 4 * quarter * b;
            for (int j = start; j < start + quarter; j++) {
                forwardButterfly(
                        re,
                        im,
                        j,
                        quarter,
                        re,
                        im,
                        j,
                        quarter,
                        twiddles[w],
                        twiddles[w + 1],
                        twiddles[w + 2],
                        twiddles[w + 3],
                        twiddles[w + 4],
                        twiddles[w + 5]);
            }
        }
    }

    @Override
    public void inverseRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter) {
        for (int b = 0; b < blocks; b++) {
            int w = 6 * b;
            int start = START + 4 * quarter * b;
            for (int j = start; j < start + quarter; j++) {
                inverseButterfly(
                        re,
                        im,
                        j,
                        quarter,
                        re,
                        im,
                        j,
                        quarter,
                        twiddles[w],
                        twiddles[w + 1],
                        twiddles[w + 2],
                        twiddles[w + 3],
                        twiddles[w + 4],
                        twiddles[w + 5]);
            }
        }
    }

    @Override
    public void forwardLast(double[] re, double[] im, double[] twiddles, int points) {
        LastPass4.forward(re, im, twiddles, points);
    }

    @Override
    public void inverseLast(double[] re, double[] im, double[] twiddles, int points) {
        LastPass4.inverse(re, im, twiddles, points);
    }

    /**
     * {@code y_t = x_0 + i^t·d·x_1 + (-1)^t·d²·x_2 + (-i)^t·d³·x_3}, reading at stride {@code in}, writing at {@code
     * out}.
     */
    private static void forwardButterfly(
            double[] xRe,
            double[] xIm,
            int j,
            int in,
            double[] yRe,
            double[] yIm,
            int o,
            int out,
            double d1Re,
            double d1Im,
            double d2Re,
            double d2Im,
            double d3Re,
            double d3Im) {
        double aRe = xRe[j];
        double aIm = xIm[j];
        double bRe = xRe[j + in] * d1Re - xIm[j + in] * d1Im;
        double bIm = xRe[j + in] * d1Im + xIm[j + in] * d1Re;
        double cRe = xRe[j + 2 * in] * d2Re - xIm[j + 2 * in] * d2Im;
        double cIm = xRe[j + 2 * in] * d2Im + xIm[j + 2 * in] * d2Re;
        double eRe = xRe[j + 3 * in] * d3Re - xIm[j + 3 * in] * d3Im;
        double eIm = xRe[j + 3 * in] * d3Im + xIm[j + 3 * in] * d3Re;
        double acRe = aRe + cRe;
        double acIm = aIm + cIm;
        double amRe = aRe - cRe;
        double amIm = aIm - cIm;
        double beRe = bRe + eRe;
        double beIm = bIm + eIm;
        double bmRe = bRe - eRe;
        double bmIm = bIm - eIm;
        yRe[o] = acRe + beRe;
        yIm[o] = acIm + beIm;
        yRe[o + out] = amRe - bmIm;
        yIm[o + out] = amIm + bmRe;
        yRe[o + 2 * out] = acRe - beRe;
        yIm[o + 2 * out] = acIm - beIm;
        yRe[o + 3 * out] = amRe + bmIm;
        yIm[o + 3 * out] = amIm - bmRe;
    }

    /** {@code 4·x} from {@code y} of {@link #forwardButterfly}. */
    private static void inverseButterfly(
            double[] yRe,
            double[] yIm,
            int o,
            int in,
            double[] xRe,
            double[] xIm,
            int j,
            int out,
            double d1Re,
            double d1Im,
            double d2Re,
            double d2Im,
            double d3Re,
            double d3Im) {
        double acRe = yRe[o] + yRe[o + 2 * in];
        double acIm = yIm[o] + yIm[o + 2 * in];
        double beRe = yRe[o] - yRe[o + 2 * in];
        double beIm = yIm[o] - yIm[o + 2 * in];
        double amRe = yRe[o + in] + yRe[o + 3 * in];
        double amIm = yIm[o + in] + yIm[o + 3 * in];
        // y_1 - y_3 = 2i·(b - e), hence b - e = -i·(y_1 - y_3)/2
        double bmRe = yIm[o + in] - yIm[o + 3 * in];
        double bmIm = yRe[o + 3 * in] - yRe[o + in];
        double cRe = acRe - amRe;
        double cIm = acIm - amIm;
        double bRe = beRe + bmRe;
        double bIm = beIm + bmIm;
        double eRe = beRe - bmRe;
        double eIm = beIm - bmIm;
        xRe[j] = acRe + amRe;
        xIm[j] = acIm + amIm;
        xRe[j + out] = bRe * d1Re + bIm * d1Im;
        xIm[j + out] = bIm * d1Re - bRe * d1Im;
        xRe[j + 2 * out] = cRe * d2Re + cIm * d2Im;
        xIm[j + 2 * out] = cIm * d2Re - cRe * d2Im;
        xRe[j + 3 * out] = eRe * d3Re + eIm * d3Im;
        xIm[j + 3 * out] = eIm * d3Re - eRe * d3Im;
    }

    @Override
    public void multiply(double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n) {
        for (int j = 0; j < n; j++) {
            int k = offset + 2 * j - j % group();
            double xRe = aRe[START + j];
            double xIm = aIm[START + j];
            outRe[START + j] = xRe * key[k] - xIm * key[k + group()];
            outIm[START + j] = xRe * key[k + group()] + xIm * key[k];
        }
    }

    @Override
    public void multiplyAdd(
            double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n) {
        for (int j = 0; j < n; j++) {
            int k = offset + 2 * j - j % group();
            double xRe = aRe[START + j];
            double xIm = aIm[START + j];
            outRe[START + j] += xRe * key[k] - xIm * key[k + group()];
            outIm[START + j] += xRe * key[k + group()] + xIm * key[k];
        }
    }

    @Override
    public void multiplyMatrix(
            double[] aRe, double[] aIm, double[] bRe, double[] bIm, double[] key, int offset, int n) {
        for (int j = 0; j < n; j++) {
            int k00 = offset + 2 * j - j % group();
            int k01 = k00 + 2 * n;
            int k10 = k01 + 2 * n;
            int k11 = k10 + 2 * n;
            double xRe = aRe[START + j];
            double xIm = aIm[START + j];
            double yRe = bRe[START + j];
            double yIm = bIm[START + j];
            aRe[START + j] = productRe(xRe, xIm, key, k00) + productRe(yRe, yIm, key, k10);
            aIm[START + j] = productIm(xRe, xIm, key, k00) + productIm(yRe, yIm, key, k10);
            bRe[START + j] = productRe(xRe, xIm, key, k01) + productRe(yRe, yIm, key, k11);
            bIm[START + j] = productIm(xRe, xIm, key, k01) + productIm(yRe, yIm, key, k11);
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
        for (int j = 0; j < n; j++) {
            int place = 2 * j - j % group();
            double xRe = aRe[START + j];
            double xIm = aIm[START + j];
            double yRe = bRe[START + j];
            double yIm = bIm[START + j];
            outRe[START + j] = productRe(xRe, xIm, key, first + place) + productRe(yRe, yIm, key, second + place);
            outIm[START + j] = productIm(xRe, xIm, key, first + place) + productIm(yRe, yIm, key, second + place);
        }
    }

    private double productRe(double xRe, double xIm, double[] key, int k) {
        return xRe * key[k] - xIm * key[k + group()];
    }

    private double productIm(double xRe, double xIm, double[] key, int k) {
        return xRe * key[k + group()] + xIm * key[k];
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
        for (int j = from; j < to; j++) {
            long rotated = (words[base + j - shift] ^ sign) - sign;
            long d = rotated - words[base + j] + offset;
            out[START + j - outBase] = (double) ((d >>> shiftRight & mask) - half);
        }
    }

    @Override
    public void addTorus(double[] values, long[] words, int base, int n) {
        for (int j = 0; j < n; j++) {
            double x = values[START + j];
            double fraction = x - ((x + ROUND) - ROUND);
            // fraction + 3 lies in [2.5, 3.5]: its mantissa counts units of 2^-51, so a shift by 13 makes it a torus
            // word.
            words[base + j] += Double.doubleToRawLongBits(fraction + 3.0) << 13;
        }
    }
}
