package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.decomposition.CentredDigits;
import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.Kernels;
import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A bootstrapping key as the blind rotation reads it: Fourier values in the order of our own transform, the factor 2/N of the
 * inverse transform multiplied in.
 *
 * <p>What belongs to a few neighbouring points lies together, so that an external product walks through its GGSW once, from the
 * first word to the last: [input key entry i][group of points][level][row][column][real parts, imaginary parts][point]. A group has
 * {@link Kernels#group()} points.
 */
public final class SplitBootstrapKey {
    private final int inputDimension;
    private final int glweDimension;
    private final NegacyclicTransform transform;
    private final CentredDigits digits;
    private final double[] values;

    private SplitBootstrapKey(
            int inputDimension,
            int glweDimension,
            NegacyclicTransform transform,
            Decomposition decomposition,
            double[] values) {
        this.inputDimension = inputDimension;
        this.glweDimension = glweDimension;
        this.transform = transform;
        this.digits = new CentredDigits(decomposition);
        this.values = values;
    }

    /** Reorders the values of a key file. */
    public static SplitBootstrapKey of(FourierBootstrapKey key) {
        NegacyclicTransform transform = new NegacyclicTransform(key.polynomialSize(), Kernels.best());
        int n = key.polynomialSize();
        int h = n / 2;
        double scale = 1.0 / h;
        double[] from = key.values();
        double[] to = new double[Kernels.START + from.length];
        int group = transform.kernels().group();
        int width = key.glweDimension() + 1;
        int polynomials = key.decomposition().levelCount() * width * width;
        for (int source = 0; source < from.length; source += n) {
            int polynomial = source / n;
            int target =
                    Kernels.START + polynomial / polynomials * polynomials * n + polynomial % polynomials * 2 * group;
            for (int index = 0; index < h; index++) {
                int frequency = transform.frequencyAt(index);
                int place = target + index / group * polynomials * 2 * group + index % group;
                to[place] = from[source + 2 * frequency] * scale;
                to[place + group] = from[source + 2 * frequency + 1] * scale;
            }
        }
        return new SplitBootstrapKey(key.inputDimension(), key.glweDimension(), transform, key.decomposition(), to);
    }

    /** n, the dimension of the ciphertexts that are rotated. */
    public int inputDimension() {
        return inputDimension;
    }

    /** k of the accumulator. */
    public int glweDimension() {
        return glweDimension;
    }

    /** N of the accumulator. */
    public int polynomialSize() {
        return transform.polynomialSize();
    }

    /** Dimension k·N of what is extracted from the accumulator. */
    public int outputDimension() {
        return glweDimension * polynomialSize();
    }

    public NegacyclicTransform transform() {
        return transform;
    }

    public CentredDigits digits() {
        return digits;
    }

    /** All values; borrowed. */
    public double[] values() {
        return values;
    }

    /** Index of the first group of the polynomial for key entry i, level (from 0), row and column. */
    public int offset(int i, int level, int row, int column) {
        int width = glweDimension + 1;
        int polynomial = (level * width + row) * width + column;
        return Kernels.START
                + i * polynomials() * polynomialSize()
                + polynomial * 2 * transform.kernels().group();
    }

    /** Distance from one group of a polynomial to the next. */
    public int groupStride() {
        return polynomials() * 2 * transform.kernels().group();
    }

    /** Polynomials of one GGSW. */
    private int polynomials() {
        return digits.levelCount() * (glweDimension + 1) * (glweDimension + 1);
    }
}
