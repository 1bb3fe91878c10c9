package org.fhevm.tfhe.zk.curve;

/**
 * The signed digits of scalars, window by window: scalar = Σ digit_w·2^(width·w) with digits of (−2^(width−1),
 * 2^(width−1)].
 */
final class WindowDigits {
    /** Digits are shorts. */
    private static final int MAXIMUM_WIDTH = 15;

    private final short[][] digits;

    /**
     * @param limbs limbs of each scalar
     * @param bits bits of the longest
     */
    WindowDigits(long[] scalars, int limbs, int terms, int bits, int width) {
        // One bit more, so that the last digit is at most 2^(width−1) with what is carried to it.
        int windows = Math.ceilDiv(bits + 1, width);
        digits = new short[windows][terms];
        for (int i = 0; i < terms; i++) {
            recode(scalars, i * limbs, limbs, width, i);
        }
    }

    private void recode(long[] scalars, int from, int limbs, int width, int term) {
        int carry = 0;
        int half = 1 << (width - 1);
        for (int window = 0; window < digits.length; window++) {
            int bit = window * width;
            int digit = bits(scalars, from, limbs, bit) & (1 << width) - 1;
            digit += carry;
            carry = digit > half ? 1 : 0;
            digits[window][term] = (short) (digit - (carry << width));
        }
    }

    private static int bits(long[] scalars, int from, int limbs, int bit) {
        int limb = bit / Long.SIZE;
        int shift = bit % Long.SIZE;
        if (limb >= limbs) {
            return 0;
        }
        long low = scalars[from + limb] >>> shift;
        long high = shift == 0 || limb + 1 >= limbs ? 0 : scalars[from + limb + 1] << (Long.SIZE - shift);
        return (int) (low | high);
    }

    /** The width with the fewest additions: one for each term and two for each bucket, in each window. */
    static int width(int terms, int bits) {
        int best = 2;
        for (int width = 3; width <= MAXIMUM_WIDTH; width++) {
            if (cost(terms, bits, width) < cost(terms, bits, best)) {
                best = width;
            }
        }
        return best;
    }

    private static long cost(int terms, int bits, int width) {
        return (long) Math.ceilDiv(bits + 1, width) * (terms + (2L << (width - 1)));
    }

    int windows() {
        return digits.length;
    }

    /** The digits of all scalars in a window; borrowed. */
    short[] window(int window) {
        return digits[window];
    }
}
