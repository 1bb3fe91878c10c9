package org.fhevm.tfhe.math.polynomial;

import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.TransformKernels;

/**
 * Exact products modulo {@code X^N + 1} and 2^64 of torus polynomials with one fixed polynomial of small coefficients,
 * such as a secret key. Holds work arrays: for one thread.
 *
 * <p>A torus word is cut into two signed halves of 32 bits. The product of a half with N coefficients of 0 or 1 stays
 * below 2^31·N, so that the floating-point transform, whose relative error is about 2^-50, gives it exactly after
 * rounding for any N up to 2^17.
 */
public final class BinaryMultiplier {
    private final NegacyclicTransform transform;
    private final double[] fixed;
    private final double[] re;
    private final double[] im;

    /**
     * @param words array that holds the fixed polynomial
     * @param offset index of its coefficient 0; each coefficient is 0 or 1
     * @param size N
     */
    public BinaryMultiplier(long[] words, int offset, int size) {
        transform = new NegacyclicTransform(size, TransformKernels.best());
        int h = size / 2;
        re = transform.newArray();
        im = transform.newArray();
        for (int j = 0; j < h; j++) {
            re[TransformKernels.START + j] = words[offset + j];
            im[TransformKernels.START + j] = words[offset + h + j];
        }
        transform.forward(re, im);
        fixed = new double[TransformKernels.START + size];
        int group = transform.kernels().group();
        for (int j = 0; j < h; j++) {
            int place = TransformKernels.START + 2 * j - j % group;
            fixed[place] = re[TransformKernels.START + j] / h;
            fixed[place + group] = im[TransformKernels.START + j] / h;
        }
    }

    /** {@code sum += a·fixed}; each array holds its polynomial from the given offset on. */
    public void addProduct(long[] a, int aOffset, long[] sum, int sumOffset) {
        int h = transform.points();
        for (int j = 0; j < h; j++) {
            re[TransformKernels.START + j] = (int) a[aOffset + j];
            im[TransformKernels.START + j] = (int) a[aOffset + h + j];
        }
        addHalf(sum, sumOffset, 0);
        for (int j = 0; j < h; j++) {
            re[TransformKernels.START + j] = upperHalf(a[aOffset + j]);
            im[TransformKernels.START + j] = upperHalf(a[aOffset + h + j]);
        }
        addHalf(sum, sumOffset, 32);
    }

    private static int upperHalf(long word) {
        return (int) (word - (int) word >> 32);
    }

    private void addHalf(long[] sum, int sumOffset, int shift) {
        int h = transform.points();
        transform.forward(re, im);
        transform.kernels().multiply(re, im, re, im, fixed, TransformKernels.START, h);
        transform.inverseUnscaled(re, im);
        for (int j = 0; j < h; j++) {
            sum[sumOffset + j] += Math.round(re[TransformKernels.START + j]) << shift;
            sum[sumOffset + h + j] += Math.round(im[TransformKernels.START + j]) << shift;
        }
    }
}
