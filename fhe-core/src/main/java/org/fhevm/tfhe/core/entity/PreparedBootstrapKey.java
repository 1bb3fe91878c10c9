package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.decomposition.CentredDigits;
import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.TransformKernels;
import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A bootstrapping key as the blind rotation reads it: Fourier values in the order of our own transform, multiplied by
 * the factor 2/N of the inverse transform.
 *
 * <p>One polynomial takes N doubles: the real parts of {@link TransformKernels#group()} points, their imaginary parts,
 * then the next group. Polynomials follow each other as in {@link FourierLweBootstrapKey}: [input key entry
 * i][level][row][column].
 */
public final class PreparedBootstrapKey implements BootstrapShape {
    private final int inputDimension;
    private final int glweDimension;
    private final NegacyclicTransform transform;
    private final CentredDigits digits;
    private final double[] values;

    private PreparedBootstrapKey(
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
    public static PreparedBootstrapKey of(FourierLweBootstrapKey key) {
        Builder builder = new Builder(key.polynomialSize(), key.polynomialCount());
        for (int polynomial = 0; polynomial < key.polynomialCount(); polynomial++) {
            builder.put(polynomial, key.values(), polynomial * key.polynomialSize());
        }
        return builder.finish(key.inputDimension(), key.glweDimension(), key.decomposition());
    }

    /** n, the dimension of the input ciphertexts. */
    @Override
    public int inputDimension() {
        return inputDimension;
    }

    /** k of the accumulator. */
    @Override
    public int glweDimension() {
        return glweDimension;
    }

    /** N of the accumulator. */
    @Override
    public int polynomialSize() {
        return transform.polynomialSize();
    }

    /** Dimension k·N of the LWE ciphertexts extracted from the accumulator. */
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
        return TransformKernels.START
                + (((i * digits.levelCount() + level) * width + row) * width + column) * polynomialSize();
    }

    /** Builds a key polynomial by polynomial, so that memory never holds it twice. For one thread. */
    public static final class Builder {
        private final NegacyclicTransform transform;
        private final double[] values;

        /**
         * @param polynomialSize N
         * @param polynomialCount polynomials of the whole key
         */
        public Builder(int polynomialSize, int polynomialCount) {
            transform = new NegacyclicTransform(polynomialSize, TransformKernels.best());
            values = new double
                    [Math.addExact(TransformKernels.START, Math.multiplyExact(polynomialSize, polynomialCount))];
        }

        /**
         * @param polynomial index of the polynomial in the key
         * @param fourier N/2 pairs of real and imaginary part in natural order, the first at index {@code from}
         */
        public void put(int polynomial, double[] fourier, int from) {
            int n = transform.polynomialSize();
            int h = n / 2;
            double scale = 1.0 / h;
            int group = transform.kernels().group();
            int start = TransformKernels.START + polynomial * n;
            for (int index = 0; index < h; index++) {
                int frequency = transform.frequencyAt(index);
                int target = start + 2 * index - index % group;
                values[target] = fourier[from + 2 * frequency] * scale;
                values[target + group] = fourier[from + 2 * frequency + 1] * scale;
            }
        }

        /** The key, after every polynomial has been put. */
        public PreparedBootstrapKey finish(int inputDimension, int glweDimension, Decomposition decomposition) {
            Shapes.requirePositive(glweDimension, "GLWE dimension");
            Shapes.requireLength(
                    "Fourier bootstrapping key",
                    values.length - TransformKernels.START,
                    inputDimension,
                    decomposition.levelCount(),
                    glweDimension + 1,
                    glweDimension + 1,
                    transform.polynomialSize());
            return new PreparedBootstrapKey(inputDimension, glweDimension, transform, decomposition, values);
        }
    }
}
