package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import org.fhevm.tfhe.math.simd.FieldLanes;

/**
 * Elements of Fp between their limbs (R = 2^448) and the digits of {@link FieldLanes} (R = 2^459), the digits of one
 * side by side.
 */
final class LaneForm {
    private static final int DIGITS = FieldLanes.DIGITS;
    private static final int BITS = FieldLanes.DIGIT_BITS;
    private static final long MASK = (1L << BITS) - 1;

    /** What R = 2^459 is times that of limbs, as an element. */
    private static final long[] RATIO = Fp.of(BigInteger.ONE.shiftLeft(DIGITS * BITS - 64 * Fp.LIMBS));

    private static final long[] RATIO_INVERSE = inverse(RATIO);

    /** Digits of 2p, which make a sum positive. */
    private static final long[] OFFSET = offset();

    private LaneForm() {}

    private static long[] inverse(long[] element) {
        long[] inverse = new long[Fp.LIMBS];
        Fp.invert(inverse, 0, element, 0);
        return inverse;
    }

    private static long[] offset() {
        long[] digits = new long[DIGITS];
        BigInteger rest = Fp.MODULUS.shiftLeft(1);
        for (int j = 0; j < DIGITS; j++) {
            digits[j] = rest.longValue() & MASK;
            rest = rest.shiftRight(BITS);
        }
        return digits;
    }

    /** Stores reduced digits of an element; {@code work} is room for one. */
    static void toDigits(double[] out, int o, long[] x, int xo, long[] work) {
        Fp.multiply(work, 0, x, xo, RATIO, 0);
        long carry = 0;
        for (int j = 0; j < DIGITS; j++) {
            int limb = j * BITS / 64;
            int shift = j * BITS % 64;
            long bits = work[limb] >>> shift;
            if (shift > 64 - BITS && limb + 1 < Fp.LIMBS) {
                bits |= work[limb + 1] << (64 - shift);
            }
            long digit = (bits & MASK) + carry;
            carry = j < DIGITS - 1 ? digit + (1L << (BITS - 1)) >> BITS : 0;
            out[o + j] = digit - (carry << BITS);
        }
    }

    /**
     * Stores the element of digits that may be loose, of an element less than 2p in size.
     *
     * @param stride distance of the digits
     */
    static void fromDigits(long[] out, int o, double[] x, int xo, int stride) {
        long carry = 0;
        long limb = 0;
        int filled = 0;
        int at = 0;
        for (int j = 0; j < DIGITS; j++) {
            long digit = (long) x[xo + j * stride] + OFFSET[j] + carry;
            carry = digit >> BITS;
            digit &= MASK;
            limb |= digit << filled;
            if (filled + BITS >= 64) {
                out[o + at++] = limb;
                limb = filled == 0 ? 0 : digit >>> (64 - filled);
                filled += BITS - 64;
            } else {
                filled += BITS;
            }
        }
        if (at < Fp.LIMBS) {
            out[o + at] = limb;
        }
        Fp.multiply(out, o, out, o, RATIO_INVERSE, 0);
    }
}
