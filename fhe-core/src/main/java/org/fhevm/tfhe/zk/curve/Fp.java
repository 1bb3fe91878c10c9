package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The base field Fp of BLS12-446.
 *
 * <p>An element is 7 limbs of 64 bits within an array, least significant first: the number below p that is {@code
 * v·2^448 mod p} for the value v (Montgomery form, R = 2^448). That is also how files and transcripts state it. p has
 * 446 bits, so 4p fits in 7 limbs, which is what the one conditional subtraction behind each operation relies on: a
 * Montgomery product {@code (x·y + u·v + m·p)/R} is below {@code (2p/R + 1)·p < 2p}.
 *
 * <p>Outputs may be the same slices as inputs. Nothing allocates but {@link #invert}, {@link #squareRoot} and the
 * conversions. Points and proofs are public, so the time of an operation may depend on its operands; the masks of a
 * prover are scalars.
 */
final class Fp {
    /** Limbs of an element. */
    static final int LIMBS = 7;

    /** p = (x−1)²·(x⁴−x²+1)/3 + x for x = −0x6008204000000020001. */
    static final BigInteger MODULUS = modulus();

    private static final BigInteger RADIX = BigInteger.ONE.shiftLeft(64 * LIMBS);
    private static final BigInteger RADIX_INVERSE = RADIX.modInverse(MODULUS);

    /** (p + 1)/4: p is 3 modulo 4. */
    private static final BigInteger ROOT_EXPONENT = MODULUS.add(BigInteger.ONE).shiftRight(2);

    private static final long NEGATIVE_INVERSE = 0xcd63fd900035fffdL;
    private static final long P0 = 0x311c0026aab0aaabL;
    private static final long P1 = 0x56ee4528c573b5ccL;
    private static final long P2 = 0x824e6dc3e23acdeeL;
    private static final long P3 = 0x0f75a64bbac71602L;
    private static final long P4 = 0x0095a4b78a02fe32L;
    private static final long P5 = 0x200fc34965aad640L;
    private static final long P6 = 0x3cdee0fb28c5e535L;

    private static final long[] MODULUS_LIMBS = {P0, P1, P2, P3, P4, P5, P6};
    private static final long[] ZERO = new long[LIMBS];

    private Fp() {}

    private static BigInteger modulus() {
        BigInteger x = CurveParameter.X;
        BigInteger one = BigInteger.ONE;
        BigInteger square = x.multiply(x);
        BigInteger r = square.multiply(square).subtract(square).add(one);
        return x.subtract(one).pow(2).multiply(r).divide(BigInteger.valueOf(3)).add(x);
    }

    /** {@code out = x·y·R^-1}: the Montgomery product. */
    static void multiply(long[] out, int o, long[] x, int xo, long[] y, int yo) {
        long a0 = x[xo + 0];
        long a1 = x[xo + 1];
        long a2 = x[xo + 2];
        long a3 = x[xo + 3];
        long a4 = x[xo + 4];
        long a5 = x[xo + 5];
        long a6 = x[xo + 6];
        long t0 = 0;
        long t1 = 0;
        long t2 = 0;
        long t3 = 0;
        long t4 = 0;
        long t5 = 0;
        long t6 = 0;
        for (int i = 0; i < 7; i++) {
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
            low = a5 * b + t5;
            sum = low + high;
            high = Math.unsignedMultiplyHigh(a5, b) + below(low, t5) + below(sum, low);
            low = m * P5 + sum;
            t4 = low + reduced;
            reduced = Math.unsignedMultiplyHigh(m, P5) + below(low, sum) + below(t4, low);
            low = a6 * b + t6;
            sum = low + high;
            high = Math.unsignedMultiplyHigh(a6, b) + below(low, t6) + below(sum, low);
            low = m * P6 + sum;
            t5 = low + reduced;
            reduced = Math.unsignedMultiplyHigh(m, P6) + below(low, sum) + below(t5, low);
            t6 = reduced + high;
        }
        storeReduced(out, o, t0, t1, t2, t3, t4, t5, t6);
    }

    /** {@code out = (x·y + u·v)·R^-1}: two Montgomery products with one reduction. */
    static void multiplySum(long[] out, int o, long[] x, int xo, long[] y, int yo, long[] u, int uo, long[] v, int vo) {
        long a0 = x[xo + 0];
        long a1 = x[xo + 1];
        long a2 = x[xo + 2];
        long a3 = x[xo + 3];
        long a4 = x[xo + 4];
        long a5 = x[xo + 5];
        long a6 = x[xo + 6];
        long c0 = u[uo + 0];
        long c1 = u[uo + 1];
        long c2 = u[uo + 2];
        long c3 = u[uo + 3];
        long c4 = u[uo + 4];
        long c5 = u[uo + 5];
        long c6 = u[uo + 6];
        long t0 = 0;
        long t1 = 0;
        long t2 = 0;
        long t3 = 0;
        long t4 = 0;
        long t5 = 0;
        long t6 = 0;
        for (int i = 0; i < 7; i++) {
            long e = v[vo + i];
            long low = c0 * e + t0;
            long carry = Math.unsignedMultiplyHigh(c0, e) + below(low, t0);
            t0 = low;
            low = c1 * e + t1;
            long s1 = low + carry;
            carry = Math.unsignedMultiplyHigh(c1, e) + below(low, t1) + below(s1, low);
            t1 = s1;
            low = c2 * e + t2;
            long s2 = low + carry;
            carry = Math.unsignedMultiplyHigh(c2, e) + below(low, t2) + below(s2, low);
            t2 = s2;
            low = c3 * e + t3;
            long s3 = low + carry;
            carry = Math.unsignedMultiplyHigh(c3, e) + below(low, t3) + below(s3, low);
            t3 = s3;
            low = c4 * e + t4;
            long s4 = low + carry;
            carry = Math.unsignedMultiplyHigh(c4, e) + below(low, t4) + below(s4, low);
            t4 = s4;
            low = c5 * e + t5;
            long s5 = low + carry;
            carry = Math.unsignedMultiplyHigh(c5, e) + below(low, t5) + below(s5, low);
            t5 = s5;
            low = c6 * e + t6;
            long s6 = low + carry;
            carry = Math.unsignedMultiplyHigh(c6, e) + below(low, t6) + below(s6, low);
            t6 = s6;
            long t7 = carry;
            long b = y[yo + i];
            low = a0 * b + t0;
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
            low = a5 * b + t5;
            sum = low + high;
            high = Math.unsignedMultiplyHigh(a5, b) + below(low, t5) + below(sum, low);
            low = m * P5 + sum;
            t4 = low + reduced;
            reduced = Math.unsignedMultiplyHigh(m, P5) + below(low, sum) + below(t4, low);
            low = a6 * b + t6;
            sum = low + high;
            high = Math.unsignedMultiplyHigh(a6, b) + below(low, t6) + below(sum, low);
            low = m * P6 + sum;
            t5 = low + reduced;
            reduced = Math.unsignedMultiplyHigh(m, P6) + below(low, sum) + below(t5, low);
            t6 = reduced + high + t7;
        }
        storeReduced(out, o, t0, t1, t2, t3, t4, t5, t6);
    }

    static void add(long[] out, int o, long[] x, int xo, long[] y, int yo) {
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
        carry = below(s4, x[xo + 4]) | below(t4, s4);
        long s5 = x[xo + 5] + y[yo + 5];
        long t5 = s5 + carry;
        carry = below(s5, x[xo + 5]) | below(t5, s5);
        long s6 = x[xo + 6] + y[yo + 6];
        long t6 = s6 + carry;
        storeReduced(out, o, t0, t1, t2, t3, t4, t5, t6);
    }

    static void subtract(long[] out, int o, long[] x, int xo, long[] y, int yo) {
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
        long e5 = x[xo + 5] - y[yo + 5];
        long d5 = e5 - borrow;
        borrow = below(x[xo + 5], y[yo + 5]) | below(e5, borrow);
        long e6 = x[xo + 6] - y[yo + 6];
        long d6 = e6 - borrow;
        borrow = below(x[xo + 6], y[yo + 6]) | below(e6, borrow);
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
        carry = below(s4, d4) | below(out[o + 4], s4);
        long s5 = d5 + (P5 & mask);
        out[o + 5] = s5 + carry;
        carry = below(s5, d5) | below(out[o + 5], s5);
        long s6 = d6 + (P6 & mask);
        out[o + 6] = s6 + carry;
    }

    /** {@code out = −x}. */
    static void negate(long[] out, int o, long[] x, int xo) {
        subtract(out, o, ZERO, 0, x, xo);
    }

    /** Whether the element is 0. */
    static boolean isZero(long[] x, int xo) {
        return (x[xo] | x[xo + 1] | x[xo + 2] | x[xo + 3] | x[xo + 4] | x[xo + 5] | x[xo + 6]) == 0;
    }

    /** Whether the limbs are below p, as those of every element are. */
    static boolean isCanonical(long[] x, int xo) {
        for (int i = LIMBS - 1; i >= 0; i--) {
            if (x[xo + i] != MODULUS_LIMBS[i]) {
                return Long.compareUnsigned(x[xo + i], MODULUS_LIMBS[i]) < 0;
            }
        }
        return false;
    }

    /** {@code out = x^-1}; x is not 0. */
    static void invert(long[] out, int o, long[] x, int xo) {
        new FpInversion().invert(out, o, x, xo);
    }

    /**
     * A square root.
     *
     * @return whether x is a square; otherwise {@code out} is left as it was
     */
    static boolean squareRoot(long[] out, int o, long[] x, int xo) {
        BigInteger value = value(x, xo);
        BigInteger root = value.modPow(ROOT_EXPONENT, MODULUS);
        if (!root.multiply(root).mod(MODULUS).equals(value)) {
            return false;
        }
        of(root, out, o);
        return true;
    }

    /** The value of an element, from 0 to p − 1. */
    static BigInteger value(long[] x, int xo) {
        return Limbs.toBigInteger(x, xo, LIMBS).multiply(RADIX_INVERSE).mod(MODULUS);
    }

    /** Stores the element with a value that is taken modulo p. */
    static void of(BigInteger value, long[] out, int o) {
        Limbs.fromBigInteger(value.mod(MODULUS).multiply(RADIX).mod(MODULUS), out, o, LIMBS);
    }

    /** The element with a value that is taken modulo p. */
    static long[] of(BigInteger value) {
        long[] element = new long[LIMBS];
        of(value, element, 0);
        return element;
    }

    /** Whether two elements are the same. */
    static boolean equal(long[] x, int xo, long[] y, int yo) {
        return Arrays.equals(x, xo, xo + LIMBS, y, yo, yo + LIMBS);
    }

    private static long below(long x, long y) {
        return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
    }

    /** Stores a number below 2p modulo p. */
    private static void storeReduced(long[] out, int o, long t0, long t1, long t2, long t3, long t4, long t5, long t6) {
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
        long e5 = t5 - P5;
        long d5 = e5 - borrow;
        borrow = below(t5, P5) | below(e5, borrow);
        long e6 = t6 - P6;
        long d6 = e6 - borrow;
        borrow = below(t6, P6) | below(e6, borrow);
        long keep = -borrow;
        out[o + 0] = d0 ^ ((d0 ^ t0) & keep);
        out[o + 1] = d1 ^ ((d1 ^ t1) & keep);
        out[o + 2] = d2 ^ ((d2 ^ t2) & keep);
        out[o + 3] = d3 ^ ((d3 ^ t3) & keep);
        out[o + 4] = d4 ^ ((d4 ^ t4) & keep);
        out[o + 5] = d5 ^ ((d5 ^ t5) & keep);
        out[o + 6] = d6 ^ ((d6 ^ t6) & keep);
    }
}
