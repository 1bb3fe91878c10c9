package org.fhevm.tfhe.math.simd;

/**
 * The inner loops of transforms, of products in the transformed domain, and of gadget digits.
 *
 * <p>Complex arrays are split: {@code re[START + j] + i·im[START + j]}. Torus words are 64-bit; {@code w} stands for
 * the real {@code w·2^-64} modulo one. No kernel allocates.
 *
 * <p><b>Transform passes.</b> A block of {@code 4·quarter} points represents a polynomial modulo {@code X^(4·quarter) -
 * d^4}. A forward radix-4 pass replaces it by its four remainders modulo {@code X^quarter - i^t·d}, {@code t = 0..3};
 * the inverse pass undoes this up to a factor 4. The twiddles of a block are the six doubles {@code Re d, Im d, Re d²,
 * Im d², Re d³, Im d³}.
 *
 * <p><b>Last pass.</b> Blocks of L points that fill one or two vectors are split within them. A block {@code X^L - x^L}
 * has the roots {@code x·exp(2πi·k/L)}; each kernel has its own order of their values ({@link #rootAt}).
 *
 * <p><b>Key polynomials</b> consist of groups: the real parts of as many points as fill a vector, then their imaginary
 * parts.
 */
public interface TransformKernels {
    /**
     * Index at which the numbers of a transform begin in every {@code double[]} and {@code long[]} of these kernels.
     *
     * <p>A vector that straddles two cache lines costs twice. Array data begins 16 bytes into an object. With objects
     * aligned to 64 bytes ({@code -XX:ObjectAlignmentInBytes=64}) index 6 is at the start of a cache line. Without the
     * flag only the speed differs.
     */
    int START = 6;

    /** The quickest kernels that this JVM and machine offer. */
    static TransformKernels best() {
        return KernelSelection.TRANSFORM;
    }

    /** The definition, in plain Java. */
    static TransformKernels scalar() {
        return ScalarTransformKernels.INSTANCE;
    }

    /** Name for logs. */
    String name();

    /** Points of a group of a key polynomial. */
    int group();

    /** Points L of the blocks that {@link #forwardLast} splits; a multiple of {@link #group()}. */
    int lastPoints();

    /** The k for which {@link #forwardLast} leaves the value at {@code x·exp(2πi·k/L)} at a place of a block. */
    int rootAt(int place);

    /**
     * The twiddles of the last pass, in a layout known to these kernels only.
     *
     * @param angles for each block the angle of its first root x, which has modulus 1
     */
    double[] lastTwiddles(double[] angles);

    /**
     * One forward radix-2 pass in place: splits blocks modulo {@code X^(2·half) - d^4} into {@code X^half ∓ d²}.
     *
     * @param re real parts, {@code blocks·2·half} of them
     * @param im imaginary parts
     * @param twiddles six doubles for each block, as for a radix-4 pass; of them d² is used
     * @param blocks number of blocks
     * @param half points in each result; a multiple of {@link #group()}
     */
    void forwardRadix2(double[] re, double[] im, double[] twiddles, int blocks, int half);

    /** Undoes {@link #forwardRadix2} up to a factor 2. */
    void inverseRadix2(double[] re, double[] im, double[] twiddles, int blocks, int half);

    /**
     * One forward radix-4 pass in place.
     *
     * @param re real parts, {@code blocks·4·quarter} of them
     * @param im imaginary parts
     * @param twiddles six doubles for each block
     * @param blocks number of blocks
     * @param quarter a quarter of the block length; a multiple of {@link #group()}
     */
    void forwardRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter);

    /** One inverse radix-4 pass in place; takes the twiddles of the forward pass and conjugates them itself. */
    void inverseRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter);

    /**
     * The last forward pass, in place: blocks of {@link #lastPoints()} points to their values.
     *
     * @param re {@code points} real parts
     * @param im imaginary parts
     * @param twiddles as {@link #lastTwiddles} makes them
     */
    void forwardLast(double[] re, double[] im, double[] twiddles, int points);

    /** Undoes {@link #forwardLast} up to a factor L. */
    void inverseLast(double[] re, double[] im, double[] twiddles, int points);

    /**
     * {@code out = a·b} point by point.
     *
     * @param key holds b, its first group at index {@code offset}
     * @param n points, a multiple of {@link #group()}
     */
    void multiply(double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n);

    /** {@code out += a·b} point by point; shapes as in {@link #multiply}. */
    void multiplyAdd(double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n);

    /**
     * {@code (a, b) = (a·K00 + b·K10, a·K01 + b·K11)} point by point: both columns of an external product with two
     * rows. The key is read as four parallel streams, which processors prefetch twice as far ahead as a single one.
     *
     * @param key holds K00, K01, K10 and K11 one after the other, the first at index {@code offset}
     * @param n points, a multiple of {@link #group()}
     */
    void multiplyMatrix(double[] aRe, double[] aIm, double[] bRe, double[] bIm, double[] key, int offset, int n);

    /**
     * {@code out = a·K0 + b·K1} point by point: one column of {@link #multiplyMatrix}, to the bit.
     *
     * @param key holds K0 at index {@code first} and K1 at index {@code second}
     * @param n points, a multiple of {@link #group()}
     */
    void multiplyColumn(
            double[] outRe,
            double[] outIm,
            double[] aRe,
            double[] aIm,
            double[] bRe,
            double[] bIm,
            double[] key,
            int first,
            int second,
            int n);

    /**
     * A segment of {@code digit(±words[j - shift] - words[j])} for {@code j = from..to-1}: one gadget digit of a
     * rotated polynomial minus itself.
     *
     * <p>The digit is {@code ((d + offset) >>> shiftRight & mask) - half}, written as a double.
     *
     * @param words torus words
     * @param base index of coefficient 0
     * @param shift distance to the source coefficient; may be negative
     * @param sign 0 for plus, -1 for minus
     * @param out digits, coefficient j at {@code out[START + j - outBase]}
     * @param offset rounding and centring constant of {@link org.fhevm.tfhe.math.decomposition.CentredDigits}
     * @param mask {@code 2^baseLog - 1}
     * @param half {@code 2^(baseLog-1)}
     */
    void rotateSubtractDigit(
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
            long half);

    /**
     * Adds torus reals to torus words: {@code words[base + j] += word(values[START + j])}; only the fractional part
     * counts.
     *
     * @param values magnitudes below 2^50; precise to 2^-51
     */
    void addTorus(double[] values, long[] words, int base, int n);
}
