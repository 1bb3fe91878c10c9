package org.fhevm.tfhe.math.fft;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.math.simd.TransformKernels;

/**
 * Transform of real polynomials modulo {@code X^N + 1} to {@code h = N/2} complex values and back.
 *
 * <p>A polynomial p with real coefficients is folded to {@code c_j = p_j + i·p_(j+h)}, its remainder modulo {@code X^h
 * - i}. The transform evaluates c at the h roots of {@code X^h = i}; p at the other roots of {@code X^N + 1} is
 * conjugate and not needed.
 *
 * <p>There is no twist. Instead the ring is split recursively: {@code X^(4m) - d^4} into the four rings {@code X^m -
 * i^t·d}, each split a radix-4 butterfly with one d for a whole run of points. The last blocks are split within
 * vectors. D. J. Bernstein, "Multidigit multiplication for mathematicians", 2001, §4-7, has the theory. The output is
 * in the order of the tree, and the inverse takes the same order, so that only keys from files are ever reordered,
 * once, by {@link #frequencyAt}.
 *
 * <p>Immutable; the work arrays belong to the caller.
 */
public final class NegacyclicTransform {
    private final int polynomialSize;
    private final int points;
    private final TransformKernels kernels;
    private final List<Pass> passes;
    private final double[] lastTwiddles;
    private final int[] frequencies;

    /**
     * @param polynomialSize N, a power of two, at least 32
     * @param kernels the kernels to run on
     */
    public NegacyclicTransform(int polynomialSize, TransformKernels kernels) {
        if (Integer.bitCount(polynomialSize) != 1 || polynomialSize < 32 || polynomialSize > 1 << 17) {
            throw new IllegalArgumentException(
                    "polynomial size must be a power of two from 32 to 131072, not " + polynomialSize);
        }
        this.polynomialSize = polynomialSize;
        this.points = polynomialSize / 2;
        this.kernels = kernels;

        // Exponents e of the moduli X^m - exp(2πi·e/4h) at the level reached, in block order; at the root, i has e = h.
        int[] exponents = {points};
        List<Pass> planned = new ArrayList<>();
        for (int length = points; length > kernels.lastPoints(); ) {
            // Radix 4 throughout, apart from one radix-2 pass if the number of levels is odd.
            int radix = length / 4 >= kernels.lastPoints() ? 4 : 2;
            length /= radix;
            planned.add(new Pass(radix, exponents.length, length, blockTwiddles(exponents)));
            exponents = split(exponents, radix);
        }
        passes = List.copyOf(planned);

        double[] angles = new double[exponents.length];
        for (int b = 0; b < angles.length; b++) {
            angles[b] = angle(exponents[b] / kernels.lastPoints());
        }
        lastTwiddles = kernels.lastTwiddles(angles);
        frequencies = frequencies(exponents);
    }

    /** N. */
    public int polynomialSize() {
        return polynomialSize;
    }

    /** Complex points of a transform, N/2. */
    public int points() {
        return points;
    }

    /** A work array for real or imaginary parts: point j at index {@link TransformKernels#START} + j. */
    public double[] newArray() {
        return new double[TransformKernels.START + points];
    }

    /** The kernels in use. */
    public TransformKernels kernels() {
        return kernels;
    }

    /**
     * The natural index of a value of the transform.
     *
     * @param index position in the output of {@link #forward}
     * @return k such that the value is the polynomial at {@code exp(iπ(1 - 4k)/N)}
     */
    public int frequencyAt(int index) {
        return frequencies[index];
    }

    /**
     * Evaluates a folded polynomial. All arrays are as {@link #newArray} makes them.
     *
     * @param re N/2 real parts (coefficients 0 to N/2-1); replaced by those of the values
     * @param im N/2 imaginary parts (coefficients N/2 to N-1); replaced by those of the values
     */
    public void forward(double[] re, double[] im) {
        for (int i = 0; i < passes.size(); i++) {
            Pass pass = passes.get(i);
            if (pass.radix == 4) {
                kernels.forwardRadix4(re, im, pass.twiddles, pass.blocks, pass.part);
            } else {
                kernels.forwardRadix2(re, im, pass.twiddles, pass.blocks, pass.part);
            }
        }
        kernels.forwardLast(re, im, lastTwiddles, points);
    }

    /**
     * Interpolates: the inverse of {@link #forward} times N/2. The caller folds the factor into a key.
     *
     * @param re N/2 real parts of the values; replaced by N/2 times coefficients 0 to N/2-1
     * @param im N/2 imaginary parts; replaced by N/2 times coefficients N/2 to N-1
     */
    public void inverseUnscaled(double[] re, double[] im) {
        kernels.inverseLast(re, im, lastTwiddles, points);
        for (int i = passes.size() - 1; i >= 0; i--) {
            Pass pass = passes.get(i);
            if (pass.radix == 4) {
                kernels.inverseRadix4(re, im, pass.twiddles, pass.blocks, pass.part);
            } else {
                kernels.inverseRadix2(re, im, pass.twiddles, pass.blocks, pass.part);
            }
        }
    }

    /** Exponents of the parts of every block, in the order in which a pass of this radix leaves them. */
    private int[] split(int[] exponents, int radix) {
        int[] parts = new int[radix * exponents.length];
        for (int b = 0; b < exponents.length; b++) {
            for (int t = 0; t < radix; t++) {
                parts[radix * b + t] = exponents[b] / radix + t * (4 * points / radix);
            }
        }
        return parts;
    }

    /** The natural indices of the values of the last blocks, given the exponents of the blocks. */
    private int[] frequencies(int[] exponents) {
        int last = kernels.lastPoints();
        int[] result = new int[points];
        for (int j = 0; j < points; j++) {
            int root = exponents[j / last] / last + 4 * points / last * kernels.rootAt(j % last);
            // A root exp(2πi·e/4h) = exp(iπ·e/N) equals exp(iπ(1 - 4k)/N) for k = (1 - e)/4 modulo h.
            result[j] = Math.floorMod((1 - root) / 4, points);
        }
        return result;
    }

    private double[] blockTwiddles(int[] exponents) {
        double[] twiddles = new double[6 * exponents.length];
        for (int b = 0; b < exponents.length; b++) {
            for (int power = 1; power <= 3; power++) {
                twiddles[6 * b + 2 * power - 2] = cosine(power * exponents[b] / 4.0);
                twiddles[6 * b + 2 * power - 1] = sine(power * exponents[b] / 4.0);
            }
        }
        return twiddles;
    }

    private double cosine(double exponent) {
        return Math.cos(angle(exponent));
    }

    private double sine(double exponent) {
        return Math.sin(angle(exponent));
    }

    /** The angle of exp(2πi·e/4h), reduced first so that large exponents lose nothing. */
    private double angle(double exponent) {
        return Math.PI * (exponent % (4 * points)) / (2.0 * points);
    }

    /**
     * A pass that splits each block into {@code radix} smaller ones of {@code part} points.
     *
     * @param twiddles six doubles for each block
     */
    @SuppressWarnings("ArrayRecordComponent") // passes are not compared
    private record Pass(int radix, int blocks, int part, double[] twiddles) {}
}
