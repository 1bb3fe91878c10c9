package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;

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
    private static final long[] PLAIN_ONE = {1, 0, 0, 0, 0};

    /** R², which takes a plain integer to Montgomery form. */
    private static final long[] RADIX_SQUARED = of(RADIX);

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
     * Stores h·2^-128 modulo r, by two steps of Montgomery's reduction: the sum is below 2^298 + r, hence below 2r.
     *
     * @param h 7 limbs of a number below 2^426; two of them are overwritten
     */
    public static void fromHash(long[] out, int o, long[] h) {
        for (int step = 0; step < 2; step++) {
            long m = h[step] * NEGATIVE_INVERSE;
            long carry = 0;
            for (int j = 0; j < 7 - step; j++) {
                long low = j < LIMBS ? m * ORDER_LIMBS[j] : 0;
                long high = j < LIMBS ? Math.unsignedMultiplyHigh(m, ORDER_LIMBS[j]) : 0;
                long sum = h[step + j] + low;
                high += below(sum, low);
                h[step + j] = sum + carry;
                carry = high + below(h[step + j], sum);
            }
        }
        storeReduced(out, o, h[2], h[3], h[4], h[5], h[6]);
    }

    private static final long[] ORDER_LIMBS = {P0, P1, P2, P3, P4};

    /** Stores the number of 6 limbs modulo r. */
    public static void reduceWide(long[] out, int o, long[] wide, long[] work) {
        Arrays.fill(work, 0, LIMBS, 0);
        work[0] = wide[LIMBS];
        multiply(work, 0, work, 0, RADIX_SQUARED, 0);
        multiply(out, o, wide, 0, ONE, 0);
        add(out, o, out, o, work, 0);
    }

    private static final long[] ONE = of(BigInteger.ONE);

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
