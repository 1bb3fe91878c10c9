package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;

/**
 * The scalar field Fr of BLS12-446: integers modulo the order r of the groups.
 *
 * <p>An element is 5 limbs of 64 bits within an array, least significant first, in Montgomery form with R = 2^320; that
 * is also how transcripts state it. r has 299 bits. Outputs may be the same slices as inputs, and nothing allocates but
 * the conversions.
 */
public final class Fr {
    /** Limbs of an element. */
    public static final int LIMBS = 5;

    /** Bytes of an element in transcripts. */
    public static final int BYTES = LIMBS * Long.BYTES;

    /** Bits of the order. */
    public static final int BITS = 299;

    /** r = x⁴ − x² + 1 for x = −0x6008204000000020001. */
    public static final BigInteger ORDER =
            CurveParameter.X.pow(4).subtract(CurveParameter.X.pow(2)).add(BigInteger.ONE);

    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(64 * LIMBS);
    private static final BigInteger RADIX_INVERSE = RADIX.modInverse(ORDER);

    private static final long NEGATIVE_INVERSE = 0x03c800040003ffffL;
    private static final long P0 = 0x0428001400040001L;
    private static final long P1 = 0x7bb9b0e8d8ca3461L;
    private static final long P2 = 0xd04c98ccc4c050bcL;
    private static final long P3 = 0x7995b34995830fa4L;
    private static final long P4 = 0x00000511b70539f2L;

    private static final long[] ZERO = new long[LIMBS];
    private static final long[] ONE = of(BigInteger.ONE);
    private static final long[] PLAIN_ONE = {1, 0, 0, 0, 0};

    /** R², which takes a plain integer to Montgomery form. */
    private static final long[] RADIX_SQUARED = of(RADIX);

    private static final long[] TWO_TO_64 = of(BigInteger.ONE.shiftLeft(64));
    private static final long[] TWO_TO_128 = of(BigInteger.ONE.shiftLeft(128));

    private Fr() {}

    /** {@code out = x·y·R^-1}: the Montgomery product. */
    public static void multiply(long[] out, int o, long[] x, int xo, long[] y, int yo) {
        long a0 = x[xo + 0];
        long a1 = x[xo + 1];
        long a2 = x[xo + 2];
        long a3 = x[xo + 3];
        long a4 = x[xo + 4];
        long t0 = 0;
        long t1 = 0;
        long t2 = 0;
        long t3 = 0;
        long t4 = 0;
        for (int i = 0; i < 5; i++) {
            long b = y[yo + i];
            long low = a0 * b + t0;
            long high = Math.unsignedMultiplyHigh(a0, b) + below(low, t0);
            long m = low * NEGATIVE_INVERSE;
            long reduced = Math.unsignedMultiplyHigh(m, P0) + (low != 0 ? 1 : 0);
            long sum;
            low = a1 * b + t1;
            sum = low + high;
            high = Math.unsignedMultiplyHigh(a1, b) + below(low, t1) + below(sum, low);
            low = m * P1 + sum;
            t0 = low + reduced;
            reduced = Math.unsignedMultiplyHigh(m, P1) + below(low, sum) + below(t0, low);
            low = a2 * b + t2;
            sum = low + high;
            high = Math.unsignedMultiplyHigh(a2, b) + below(low, t2) + below(sum, low);
            low = m * P2 + sum;
            t1 = low + reduced;
            reduced = Math.unsignedMultiplyHigh(m, P2) + below(low, sum) + below(t1, low);
            low = a3 * b + t3;
            sum = low + high;
            high = Math.unsignedMultiplyHigh(a3, b) + below(low, t3) + below(sum, low);
            low = m * P3 + sum;
            t2 = low + reduced;
            reduced = Math.unsignedMultiplyHigh(m, P3) + below(low, sum) + below(t2, low);
            low = a4 * b + t4;
            sum = low + high;
            high = Math.unsignedMultiplyHigh(a4, b) + below(low, t4) + below(sum, low);
            low = m * P4 + sum;
            t3 = low + reduced;
            reduced = Math.unsignedMultiplyHigh(m, P4) + below(low, sum) + below(t3, low);
            t4 = reduced + high;
        }
        storeReduced(out, o, t0, t1, t2, t3, t4);
    }

    public static void add(long[] out, int o, long[] x, int xo, long[] y, int yo) {
        long t0 = x[xo] + y[yo];
        long carry = below(t0, x[xo]);
        long s1 = x[xo + 1] + y[yo + 1];
        long t1 = s1 + carry;
        carry = below(s1, x[xo + 1]) | below(t1, s1);
        long s2 = x[xo + 2] + y[yo + 2];
        long t2 = s2 + carry;
        carry = below(s2, x[xo + 2]) | below(t2, s2);
        long s3 = x[xo + 3] + y[yo + 3];
        long t3 = s3 + carry;
        carry = below(s3, x[xo + 3]) | below(t3, s3);
        long s4 = x[xo + 4] + y[yo + 4];
        long t4 = s4 + carry;
        storeReduced(out, o, t0, t1, t2, t3, t4);
    }

    public static void subtract(long[] out, int o, long[] x, int xo, long[] y, int yo) {
        long d0 = x[xo] - y[yo];
        long borrow = below(x[xo], y[yo]);
        long e1 = x[xo + 1] - y[yo + 1];
        long d1 = e1 - borrow;
        borrow = below(x[xo + 1], y[yo + 1]) | below(e1, borrow);
        long e2 = x[xo + 2] - y[yo + 2];
        long d2 = e2 - borrow;
        borrow = below(x[xo + 2], y[yo + 2]) | below(e2, borrow);
        long e3 = x[xo + 3] - y[yo + 3];
        long d3 = e3 - borrow;
        borrow = below(x[xo + 3], y[yo + 3]) | below(e3, borrow);
        long e4 = x[xo + 4] - y[yo + 4];
        long d4 = e4 - borrow;
        borrow = below(x[xo + 4], y[yo + 4]) | below(e4, borrow);
        long mask = -borrow;
        out[o] = d0 + (P0 & mask);
        long carry = below(out[o], d0);
        long s1 = d1 + (P1 & mask);
        out[o + 1] = s1 + carry;
        carry = below(s1, d1) | below(out[o + 1], s1);
        long s2 = d2 + (P2 & mask);
        out[o + 2] = s2 + carry;
        carry = below(s2, d2) | below(out[o + 2], s2);
        long s3 = d3 + (P3 & mask);
        out[o + 3] = s3 + carry;
        carry = below(s3, d3) | below(out[o + 3], s3);
        long s4 = d4 + (P4 & mask);
        out[o + 4] = s4 + carry;
    }

    /** {@code out = −x}. */
    public static void negate(long[] out, int o, long[] x, int xo) {
        subtract(out, o, ZERO, 0, x, xo);
    }

    /** Whether the element is 0. */
    public static boolean isZero(long[] x, int xo) {
        return (x[xo] | x[xo + 1] | x[xo + 2] | x[xo + 3] | x[xo + 4]) == 0;
    }

    /** Takes a plain integer below 2^320 (not necessarily below r) to the element of its value. */
    public static void fromInteger(long[] out, int o, long[] x, int xo) {
        multiply(out, o, x, xo, RADIX_SQUARED, 0);
    }

    /** Takes an element to its value, a plain integer below r. */
    public static void toInteger(long[] out, int o, long[] x, int xo) {
        multiply(out, o, x, xo, PLAIN_ONE, 0);
    }

    /**
     * Stores h·2^-128 modulo r for a number h below 2^128·r.
     *
     * @param h 7 limbs from {@code ho} on
     */
    public static void fromHash(long[] out, int o, long[] h, int ho) {
        storeShifted(out, o, h[ho], h[ho + 1], h[ho + 2], h[ho + 3], h[ho + 4], h[ho + 5], h[ho + 6]);
    }

    /**
     * {@code out = t·x·2^-128}, for a factor t that is a plain integer of 128 bits: two fifths of the work of {@link
     * #multiply}. With x scaled by {@link #twoTo128} it is the product itself.
     *
     * @param t 2 limbs from {@code to} on
     */
    public static void multiplyShort(long[] out, int o, long[] t, int to, long[] x, int xo) {
        long b = t[to];
        long h0 = x[xo] * b;
        long carry = Math.unsignedMultiplyHigh(x[xo], b);
        long low = x[xo + 1] * b;
        long h1 = low + carry;
        carry = Math.unsignedMultiplyHigh(x[xo + 1], b) + below(h1, low);
        low = x[xo + 2] * b;
        long h2 = low + carry;
        carry = Math.unsignedMultiplyHigh(x[xo + 2], b) + below(h2, low);
        low = x[xo + 3] * b;
        long h3 = low + carry;
        carry = Math.unsignedMultiplyHigh(x[xo + 3], b) + below(h3, low);
        low = x[xo + 4] * b;
        long h4 = low + carry;
        long h5 = Math.unsignedMultiplyHigh(x[xo + 4], b) + below(h4, low);

        b = t[to + 1];
        low = x[xo] * b;
        h1 += low;
        carry = Math.unsignedMultiplyHigh(x[xo], b) + below(h1, low);
        low = x[xo + 1] * b;
        long sum = low + carry;
        h2 += sum;
        carry = Math.unsignedMultiplyHigh(x[xo + 1], b) + below(sum, low) + below(h2, sum);
        low = x[xo + 2] * b;
        sum = low + carry;
        h3 += sum;
        carry = Math.unsignedMultiplyHigh(x[xo + 2], b) + below(sum, low) + below(h3, sum);
        low = x[xo + 3] * b;
        sum = low + carry;
        h4 += sum;
        carry = Math.unsignedMultiplyHigh(x[xo + 3], b) + below(sum, low) + below(h4, sum);
        low = x[xo + 4] * b;
        sum = low + carry;
        h5 += sum;
        long h6 = Math.unsignedMultiplyHigh(x[xo + 4], b) + below(sum, low) + below(h5, sum);
        storeShifted(out, o, h0, h1, h2, h3, h4, h5, h6);
    }

    /** Two steps of Montgomery's reduction, of a number below 2^128·r: the sum is below r + r. */
    private static void storeShifted(long[] out, int o, long h0, long h1, long h2, long h3, long h4, long h5, long h6) {
        long m = h0 * NEGATIVE_INVERSE;
        long carry = Math.unsignedMultiplyHigh(m, P0) + (h0 != 0 ? 1 : 0);
        long low = m * P1;
        long sum = low + carry;
        long s1 = h1 + sum;
        carry = Math.unsignedMultiplyHigh(m, P1) + below(sum, low) + below(s1, sum);
        low = m * P2;
        sum = low + carry;
        long s2 = h2 + sum;
        carry = Math.unsignedMultiplyHigh(m, P2) + below(sum, low) + below(s2, sum);
        low = m * P3;
        sum = low + carry;
        long s3 = h3 + sum;
        carry = Math.unsignedMultiplyHigh(m, P3) + below(sum, low) + below(s3, sum);
        low = m * P4;
        sum = low + carry;
        long s4 = h4 + sum;
        carry = Math.unsignedMultiplyHigh(m, P4) + below(sum, low) + below(s4, sum);
        long s5 = h5 + carry;
        long s6 = h6 + below(s5, carry);

        m = s1 * NEGATIVE_INVERSE;
        carry = Math.unsignedMultiplyHigh(m, P0) + (s1 != 0 ? 1 : 0);
        low = m * P1;
        sum = low + carry;
        s2 += sum;
        carry = Math.unsignedMultiplyHigh(m, P1) + below(sum, low) + below(s2, sum);
        low = m * P2;
        sum = low + carry;
        s3 += sum;
        carry = Math.unsignedMultiplyHigh(m, P2) + below(sum, low) + below(s3, sum);
        low = m * P3;
        sum = low + carry;
        s4 += sum;
        carry = Math.unsignedMultiplyHigh(m, P3) + below(sum, low) + below(s4, sum);
        low = m * P4;
        sum = low + carry;
        s5 += sum;
        s6 += Math.unsignedMultiplyHigh(m, P4) + below(sum, low) + below(s5, sum);
        storeReduced(out, o, s2, s3, s4, s5, s6);
    }

    /** 2^128, which makes up for the shift of {@link #multiplyShort}; borrowed. */
    public static long[] twoTo128() {
        return TWO_TO_128;
    }

    /**
     * {@code out = Σ c_i·x_i} for plain integers c. For each limb of them the products are added up before the sum is
     * reduced, which takes a third of the time of {@link #multiply} and {@link #add}.
     *
     * @param c {@code limbs} limbs for each integer, from {@code co} on
     * @param count at most 2^20, so that the sums have 6 limbs
     */
    public static void sumOfProducts(long[] out, int o, long[] c, int co, int limbs, long[] x, int xo, int count) {
        long[] sum = new long[LIMBS];
        for (int limb = limbs - 1; limb >= 0; limb--) {
            multiply(sum, 0, sum, 0, TWO_TO_64, 0);
            addProducts(sum, c, co + limb, limbs, x, xo, count);
        }
        System.arraycopy(sum, 0, out, o, LIMBS);
    }

    /** Adds the sum of products with words that are {@code stride} apart; it is below 2^64·2^299·2^20. */
    private static void addProducts(long[] sum, long[] words, int from, int stride, long[] x, int xo, int count) {
        long s0 = 0;
        long s1 = 0;
        long s2 = 0;
        long s3 = 0;
        long s4 = 0;
        long s5 = 0;
        for (int i = 0; i < count; i++) {
            long word = words[from + i * stride];
            int at = xo + i * LIMBS;
            long low = word * x[at];
            s0 += low;
            long carry = Math.unsignedMultiplyHigh(word, x[at]) + below(s0, low);

            low = word * x[at + 1];
            long part = low + carry;
            s1 += part;
            carry = Math.unsignedMultiplyHigh(word, x[at + 1]) + below(part, low) + below(s1, part);

            low = word * x[at + 2];
            part = low + carry;
            s2 += part;
            carry = Math.unsignedMultiplyHigh(word, x[at + 2]) + below(part, low) + below(s2, part);

            low = word * x[at + 3];
            part = low + carry;
            s3 += part;
            carry = Math.unsignedMultiplyHigh(word, x[at + 3]) + below(part, low) + below(s3, part);

            low = word * x[at + 4];
            part = low + carry;
            s4 += part;
            s5 += Math.unsignedMultiplyHigh(word, x[at + 4]) + below(part, low) + below(s4, part);
        }
        long[] lower = {s0, s1, s2, s3, s4};
        long[] upper = {s5, 0, 0, 0, 0};
        multiply(upper, 0, upper, 0, RADIX_SQUARED, 0);
        multiply(lower, 0, lower, 0, ONE, 0);
        add(lower, 0, lower, 0, upper, 0);
        add(sum, 0, sum, 0, lower, 0);
    }

    /** x to a power that is not negative; a new array. */
    public static long[] power(long[] x, int exponent) {
        long[] power = one();
        for (int bit = Integer.SIZE - Integer.numberOfLeadingZeros(exponent) - 1; bit >= 0; bit--) {
            multiply(power, 0, power, 0, power, 0);
            if ((exponent >> bit & 1) != 0) {
                multiply(power, 0, power, 0, x, 0);
            }
        }
        return power;
    }

    /** The element 1, in Montgomery form; a new array. */
    public static long[] one() {
        return ONE.clone();
    }

    /** The element with a value that is taken modulo r. */
    public static long[] of(BigInteger value) {
        long[] element = new long[LIMBS];
        Limbs.fromBigInteger(value.mod(ORDER).multiply(RADIX).mod(ORDER), element, 0, LIMBS);
        return element;
    }

    /** The element with a value that is taken as a signed integer. */
    public static long[] of(long value) {
        return of(BigInteger.valueOf(value));
    }

    /** The value of an element, from 0 to r − 1. */
    public static BigInteger value(long[] x, int xo) {
        return Limbs.toBigInteger(x, xo, LIMBS).multiply(RADIX_INVERSE).mod(ORDER);
    }

    private static long below(long x, long y) {
        return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
    }

    /** Stores a number below 2r modulo r. */
    private static void storeReduced(long[] out, int o, long t0, long t1, long t2, long t3, long t4) {
        long d0 = t0 - P0;
        long borrow = below(t0, P0);
        long e1 = t1 - P1;
        long d1 = e1 - borrow;
        borrow = below(t1, P1) | below(e1, borrow);
        long e2 = t2 - P2;
        long d2 = e2 - borrow;
        borrow = below(t2, P2) | below(e2, borrow);
        long e3 = t3 - P3;
        long d3 = e3 - borrow;
        borrow = below(t3, P3) | below(e3, borrow);
        long e4 = t4 - P4;
        long d4 = e4 - borrow;
        borrow = below(t4, P4) | below(e4, borrow);
        long keep = -borrow;
        out[o + 0] = d0 ^ ((d0 ^ t0) & keep);
        out[o + 1] = d1 ^ ((d1 ^ t1) & keep);
        out[o + 2] = d2 ^ ((d2 ^ t2) & keep);
        out[o + 3] = d3 ^ ((d3 ^ t3) & keep);
        out[o + 4] = d4 ^ ((d4 ^ t4) & keep);
    }
}
