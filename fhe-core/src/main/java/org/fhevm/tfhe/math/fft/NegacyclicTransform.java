package org.fhevm.tfhe.math.fft;

import org.fhevm.tfhe.math.simd.Kernels;

/**
 * Transform of real polynomials modulo {@code X^N + 1} to {@code h = N/2} complex values and back.
 *
 * <p>A polynomial p with real coefficients is folded to {@code c_j = p_j + i·p_(j+h)}, its remainder modulo {@code X^h - i}. The
 * transform evaluates c at the h roots of {@code X^h = i}; p at the other roots of {@code X^N + 1} is conjugate and not needed.
 *
 * <p>There is no twist. The ring is split instead: {@code X^(4m) - d^4} into the four rings {@code X^m - i^t·d}, again and again,
 * each split a radix-4 butterfly with one d for a whole run of points (for h an odd power of two, the first split is in two).
 * D. J. Bernstein, "Multidigit multiplication for mathematicians", 2001, §4-7, has the theory. The result comes out in the order
 * of the tree, its last two levels transposed as {@link Kernels} tells; the inverse takes the same order, so that only keys that
 * come from elsewhere are ever reordered, once, by {@link #frequencyAt}.
 *
 * <p>Immutable; the work arrays belong to the caller.
 */
public final class NegacyclicTransform {
    private final int polynomialSize;
    private final int points;
    private final int blocks;
    private final Kernels kernels;
    private final boolean startsWithRadix2;
    private final double radix2Re;
    private final double radix2Im;
    private final double[][] passTwiddles;
    private final int[] passQuarters;
    private final double[] transposeTwiddles;
    private final double[] lastTwiddles;
    private final int[] frequencies;

    /**
     * @param polynomialSize N, a power of two, at least 32
     * @param kernels the kernels to run on; small sizes fall back to scalar ones
     */
    public NegacyclicTransform(int polynomialSize, Kernels kernels) {
        if (Integer.bitCount(polynomialSize) != 1 || polynomialSize < 32 || polynomialSize > 1 << 17) {
            throw new IllegalArgumentException(
                    "polynomial size must be a power of two from 32 to 131072, not " + polynomialSize);
        }
        this.polynomialSize = polynomialSize;
        this.points = polynomialSize / 2;
        this.blocks = points / 16;
        this.kernels = blocks >= kernels.minimumBlocks() ? kernels : Kernels.scalar();
        this.startsWithRadix2 = Integer.numberOfTrailingZeros(points) % 2 == 1;

        // Exponents e of the moduli X^m - exp(2πi·e/4h) at the level reached, in block order; at the root, i has e = h.
        int[] exponents = {points};
        int length = points;
        if (startsWithRadix2) {
            radix2Re = cosine(points / 2);
            radix2Im = sine(points / 2);
            exponents = new int[] {points / 2, points / 2 + 2 * points};
            length /= 2;
        } else {
            radix2Re = 1;
            radix2Im = 0;
        }
        int passes = (Integer.numberOfTrailingZeros(length) - 4) / 2;
        passTwiddles = new double[passes][];
        passQuarters = new int[passes];
        for (int pass = 0; pass < passes; pass++) {
            length /= 4;
            passQuarters[pass] = length;
            passTwiddles[pass] = blockTwiddles(exponents);
            exponents = split(exponents);
        }
        transposeTwiddles = componentTwiddles(exponents);
        int[] quads = split(exponents);
        lastTwiddles = componentTwiddles(transposeQuads(quads));
        frequencies = leafFrequencies(split(quads));
    }

    /** N. */
    public int polynomialSize() {
        return polynomialSize;
    }

    /** Complex points of a transform, N/2. */
    public int points() {
        return points;
    }

    /** A work array for real or imaginary parts: point j at index {@link Kernels#START} + j. */
    public double[] newArray() {
        return new double[Kernels.START + points];
    }

    /** The kernels in use. */
    public Kernels kernels() {
        return kernels;
    }

    /**
     * Where a value of the transform belongs in natural order.
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
     * @param re N/2 real parts (coefficients 0 to N/2-1); destroyed
     * @param im N/2 imaginary parts (coefficients N/2 to N-1); destroyed
     * @param outRe N/2 real parts of the values; not the same array
     * @param outIm N/2 imaginary parts of the values
     */
    public void forward(double[] re, double[] im, double[] outRe, double[] outIm) {
        int count = 1;
        if (startsWithRadix2) {
            kernels.forwardRadix2(re, im, points / 2, radix2Re, radix2Im);
            count = 2;
        }
        for (int pass = 0; pass < passTwiddles.length; pass++) {
            kernels.forwardRadix4(re, im, passTwiddles[pass], count, passQuarters[pass]);
            count *= 4;
        }
        kernels.forwardTranspose16(re, im, outRe, outIm, transposeTwiddles, blocks);
        kernels.forwardTransposed4(outRe, outIm, lastTwiddles, blocks);
    }

    /**
     * Interpolates: the inverse of {@link #forward} times N/2. The factor is left to the caller, who folds it into a key.
     *
     * @param re N/2 real parts of the values; destroyed
     * @param im N/2 imaginary parts; destroyed
     * @param outRe N/2 times coefficients 0 to N/2-1; not the same array
     * @param outIm N/2 times coefficients N/2 to N-1
     */
    public void inverseUnscaled(double[] re, double[] im, double[] outRe, double[] outIm) {
        kernels.inverseTransposed4(re, im, lastTwiddles, blocks);
        kernels.inverseTranspose16(re, im, outRe, outIm, transposeTwiddles, blocks);
        int count = 1 << 2 * passTwiddles.length + (startsWithRadix2 ? 1 : 0);
        for (int pass = passTwiddles.length - 1; pass >= 0; pass--) {
            count /= 4;
            kernels.inverseRadix4(outRe, outIm, passTwiddles[pass], count, passQuarters[pass]);
        }
        if (startsWithRadix2) {
            kernels.inverseRadix2(outRe, outIm, points / 2, radix2Re, radix2Im);
        }
    }

    private int[] split(int[] exponents) {
        int[] children = new int[4 * exponents.length];
        for (int b = 0; b < exponents.length; b++) {
            for (int t = 0; t < 4; t++) {
                children[4 * b + t] = exponents[b] / 4 + t * points;
            }
        }
        return children;
    }

    /** Exponents of blocks of 4 in the order that the last pass meets them: number t within block b at {@code t·blocks + b}. */
    private int[] transposeQuads(int[] quads) {
        int[] transposed = new int[quads.length];
        for (int b = 0; b < blocks; b++) {
            for (int t = 0; t < 4; t++) {
                transposed[t * blocks + b] = quads[4 * b + t];
            }
        }
        return transposed;
    }

    private int[] leafFrequencies(int[] leaves) {
        int[] result = new int[points];
        for (int b = 0; b < blocks; b++) {
            for (int r = 0; r < 16; r++) {
                // A leaf exp(2πi·e/4h) = exp(iπ·e/N) equals exp(iπ(1 - 4k)/N) for k = (1 - e)/4 modulo h.
                result[r * blocks + b] = Math.floorMod((1 - leaves[16 * b + r]) / 4, points);
            }
        }
        return result;
    }

    private double[] blockTwiddles(int[] exponents) {
        double[] twiddles = new double[6 * exponents.length];
        for (int b = 0; b < exponents.length; b++) {
            for (int power = 1; power <= 3; power++) {
                twiddles[6 * b + 2 * power - 2] = cosine(power * (exponents[b] / 4));
                twiddles[6 * b + 2 * power - 1] = sine(power * (exponents[b] / 4));
            }
        }
        return twiddles;
    }

    private double[] componentTwiddles(int[] exponents) {
        int n = exponents.length;
        double[] twiddles = new double[Kernels.START + 6 * n];
        for (int b = 0; b < n; b++) {
            for (int power = 1; power <= 3; power++) {
                twiddles[Kernels.START + (2 * power - 2) * n + b] = cosine(power * (exponents[b] / 4));
                twiddles[Kernels.START + (2 * power - 1) * n + b] = sine(power * (exponents[b] / 4));
            }
        }
        return twiddles;
    }

    private double cosine(int exponent) {
        return Math.cos(angle(exponent));
    }

    private double sine(int exponent) {
        return Math.sin(angle(exponent));
    }

    private double angle(int exponent) {
        return Math.PI * Math.floorMod(exponent, 4 * points) / (2.0 * points);
    }
}
