package org.fhevm.tfhe.math.simd;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/**
 * The numeric inner loops of the engine.
 *
 * <p>Complex arrays are split: {@code re[START + j] + i·im[START + j]}. Torus words are 64-bit, {@code w} standing for the real {@code w·2^-64}
 * modulo one. No kernel allocates.
 *
 * <p><b>Transform passes.</b> A block of {@code 4·quarter} points represents a polynomial modulo {@code X^(4·quarter) - d^4}. A
 * forward radix-4 pass replaces it by its four remainders modulo {@code X^quarter - i^t·d}, {@code t = 0..3}; the inverse pass
 * undoes this up to a factor 4. The twiddles of a block are the six doubles {@code Re d, Im d, Re d², Im d², Re d³, Im d³}.
 *
 * <p><b>Transposed passes.</b> The last two forward passes (blocks of 16, then of 4 points) would leave no contiguous run long
 * enough for a vector. They run across blocks instead: the value {@code r = 0..15} of block {@code b} of {@code B} moves to
 * index {@code r·B + b}. Their twiddles are stored by component: for component {@code c} of the six above, all blocks in a run.
 */
public interface Kernels {

    /**
     * Index at which the numbers of a transform begin in every {@code double[]} and {@code long[]} given to these kernels.
     *
     * <p>A vector that straddles two cache lines costs twice; array data begins 16 bytes into an object. With objects aligned to
     * 64 bytes ({@code -XX:ObjectAlignmentInBytes=64}) index 6 is at the start of a cache line. Without the flag nothing changes but
     * the speed.
     */
    int START = 6;

    /** The same for arrays of 32-bit words. */
    int INT_START = 12;

    /** The quickest kernels that this JVM and machine offer. */
    static Kernels best() {
        return Selection.BEST;
    }

    /** The definition, in plain Java. */
    static Kernels scalar() {
        return ScalarKernels.INSTANCE;
    }

    /** Name for logs. */
    String name();

    /** Smallest number of blocks of 16 points that the transposed passes take; block counts are powers of two. */
    int minimumBlocks();

    /**
     * Splits one block of {@code 2·half} points modulo {@code X^(2·half) - d²} into its remainders modulo {@code X^half ∓ d}.
     *
     * @param re real parts, overwritten
     * @param im imaginary parts, overwritten
     * @param half points in each result; a multiple of 16
     * @param dRe real part of d
     * @param dIm imaginary part of d
     */
    void forwardRadix2(double[] re, double[] im, int half, double dRe, double dIm);

    /** Undoes {@link #forwardRadix2} up to a factor 2. */
    void inverseRadix2(double[] re, double[] im, int half, double dRe, double dIm);

    /**
     * One forward radix-4 pass in place.
     *
     * @param re real parts, {@code blocks·4·quarter} of them
     * @param im imaginary parts
     * @param twiddles six doubles for each block
     * @param blocks number of blocks
     * @param quarter a quarter of the block length; a multiple of 16
     */
    void forwardRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter);

    /** One inverse radix-4 pass in place; takes the twiddles of the forward pass and conjugates them itself. */
    void inverseRadix4(double[] re, double[] im, double[] twiddles, int blocks, int quarter);

    /**
     * The forward pass over blocks of 16 points, with the move to transposed order.
     *
     * @param re real parts in block order, {@code 16·blocks}
     * @param im imaginary parts in block order
     * @param outRe real parts in transposed order; another array than {@code re}
     * @param outIm imaginary parts in transposed order
     * @param twiddles component-wise: {@code twiddles[START + c·blocks + b]}, c = 0..5
     */
    void forwardTranspose16(double[] re, double[] im, double[] outRe, double[] outIm, double[] twiddles, int blocks);

    /** Undoes {@link #forwardTranspose16} up to a factor 4: from transposed order back to block order. */
    void inverseTranspose16(double[] re, double[] im, double[] outRe, double[] outIm, double[] twiddles, int blocks);

    /**
     * The last forward pass, over blocks of 4 points in transposed order, in place.
     *
     * @param re {@code 16·blocks} real parts
     * @param im imaginary parts
     * @param twiddles {@code twiddles[START + (c·4 + t)·blocks + b]} for component c of the block of 4 with number t in block b
     * @param blocks number of blocks of 16
     */
    void forwardTransposed4(double[] re, double[] im, double[] twiddles, int blocks);

    /** Undoes {@link #forwardTransposed4} up to a factor 4. */
    void inverseTransposed4(double[] re, double[] im, double[] twiddles, int blocks);

    /** {@code out = a·b} point by point; b is at index {@code offset} of {@code key}: n real parts, then n imaginary parts. */
    void multiply(double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n);

    /** {@code out += a·b} point by point; shapes as in {@link #multiply}. */
    void multiplyAdd(double[] outRe, double[] outIm, double[] aRe, double[] aIm, double[] key, int offset, int n);

    /**
     * {@code out = a·k + b·l} point by point, k starting at {@code offset} of {@code key} and l at {@code secondOffset}: two rows of an
     * external product without a store in between.
     */
    void multiplyPair(
            double[] outRe,
            double[] outIm,
            double[] aRe,
            double[] aIm,
            double[] bRe,
            double[] bIm,
            double[] key,
            int offset,
            int secondOffset,
            int n);

    /**
     * A segment of {@code digit(±words[j - shift] - words[j])} for {@code j = from..to-1}: one gadget digit of a rotated
     * polynomial minus itself.
     *
     * <p>The digit is {@code ((d + offset) >>> shiftRight & mask) - half}, written as a double.
     *
     * @param words torus words
     * @param base index of coefficient 0
     * @param shift distance to the source coefficient; may be negative
     * @param sign 0 for plus, -1 for minus
     * @param out digits, coefficient j at {@code out[START + j - outBase]}
     * @param offset rounding and centring constant, see {@code Gadget}
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
     * Adds torus reals to torus words: {@code words[base + j] += word(values[START + j])}, only the fractional part counting.
     *
     * @param values magnitudes below 2^50; precise to 2^-51
     */
    void addTorus(double[] values, long[] words, int base, int n);

    /**
     * One step of a keyswitch in 32-bit words: {@code out[o + j] -= Σ_l digits[d + l]·key[k + l·row + j]} for {@code j < row}.
     *
     * @param row words in a row; a multiple of 16
     */
    void subtractRows(
            int[] out, int outOffset, int[] digits, int digitOffset, int levels, int[] key, int keyOffset, int row);

    /** Holder that makes the choice once. */
    final class Selection {
        private static final Kernels BEST = choose();

        private Selection() {}

        private static Kernels choose() {
            Logger logger = System.getLogger(Kernels.class.getName());
            boolean present =
                    ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
            if (present && VectorKernels.supported()) {
                Kernels kernels = new VectorKernels();
                logger.log(Level.INFO, "numeric kernels: {0}", kernels.name());
                return kernels;
            }
            logger.log(
                    Level.WARNING,
                    "numeric kernels: scalar; start the JVM with --add-modules jdk.incubator.vector for several times the speed");
            return ScalarKernels.INSTANCE;
        }
    }
}
