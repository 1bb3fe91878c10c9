package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.decomposition.CentredDigits;
import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.Kernels;
import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A bootstrapping key as the blind rotation reads it: Fourier values in the order of our own transform, the factor 2/N of the
 * inverse transform multiplied in.
 *
 * <p>One polynomial takes N doubles: the real parts of {@link Kernels#group()} points, their imaginary parts, then the next group.
 * Polynomials follow each other as in {@link FourierBootstrapKey}: [input key entry i][level][row][column].
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
        for (int start = 0; start < from.length; start += n) {
            for (int index = 0; index < h; index++) {
                int frequency = transform.frequencyAt(index);
                int place = Kernels.START + start + 2 * index - index % group;
                to[place] = from[start + 2 * frequency] * scale;
                to[place + group] = from[start + 2 * frequency + 1] * scale;
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

    /** Index of the polynomial for key entry i, level (from 0), row and column. */
    public int offset(int i, int level, int row, int column) {
        int width = glweDimension + 1;
        return Kernels.START + (((i * digits.levelCount() + level) * width + row) * width + column) * polynomialSize();
    }
}
