package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Inverts elements of Fp: {@code safegcd} of D. Bernstein and B.-Y. Yang, "Fast constant-time gcd computation and
 * modular inversion" (ePrint 2019/266), in the variable-time form of P. Wuille's write-up for libsecp256k1
 * (doc/safegcd_implementation.md). Numbers are signed, in {@value #LIMBS} limbs of 62 bits, the last one with the sign.
 *
 * <p>With f = p, g = x, d = 0 and e = 1 at first, {@code d·x = f} and {@code e·x = g} modulo p throughout. 62 division
 * steps at a time are done on the lowest limbs alone; they give a matrix of which all four numbers get the product over
 * 2^62. In the end g is 0, f is 1 or −1, and d or −d the inverse.
 *
 * <p>Has work space; for one thread.
 */
final class FpInversion {
    private static final int LIMBS = 8;
    private static final int BITS = 62;
    private static final long MASK = (1L << BITS) - 1;
    private static final long[] PRIME = limbs(Fp.MODULUS);

    /** p^-1 modulo 2^62. */
    private static final long PRIME_INVERSE =
            Fp.MODULUS.modInverse(BigInteger.ONE.shiftLeft(BITS)).longValueExact();

    /** R^3 modulo p: the Montgomery product with it takes the inverse of a·R, a number, to a^-1·R. */
    private static final long[] RADIX_CUBED = radixCubed();

    private final long[] d = new long[LIMBS];
    private final long[] e = new long[LIMBS];
    private final long[] f = new long[LIMBS];
    private final long[] g = new long[LIMBS];
    private final long[] packed = new long[Fp.LIMBS];

    /** The matrix (u, v; q, r) of 62 steps. */
    private long u;

    private long v;
    private long q;
    private long r;

    private static long[] limbs(BigInteger value) {
        long[] limbs = new long[LIMBS];
        for (int i = 0; i < LIMBS; i++) {
            limbs[i] = value.shiftRight(BITS * i).longValue() & MASK;
        }
        return limbs;
    }

    private static long[] radixCubed() {
        long[] limbs = new long[Fp.LIMBS];
        BigInteger radix = BigInteger.ONE.shiftLeft(Long.SIZE * Fp.LIMBS);
        Limbs.fromBigInteger(radix.pow(3).mod(Fp.MODULUS), limbs, 0, Fp.LIMBS);
        return limbs;
    }

    /** {@code out = x^-1}, both in Montgomery form; x is not 0. */
    void invert(long[] out, int o, long[] x, int xo) {
        Arrays.fill(d, 0);
        Arrays.fill(e, 0);
        e[0] = 1;
        System.arraycopy(PRIME, 0, f, 0, LIMBS);
        unpack(g, x, xo);
        long eta = -1;
        do {
            eta = divide(eta, f[0], g[0]);
            updateInverses();
            updateRemainders();
        } while (!isZero(g));
        normalize(f[LIMBS - 1] < 0);
        pack(packed, d);
        Fp.multiply(out, o, packed, 0, RADIX_CUBED, 0);
    }

    /** 62 division steps on the low bits of f and g; sets the matrix and returns the next eta. */
    private long divide(long etaBefore, long fLow, long gLow) {
        long eta = etaBefore;
        long a = fLow;
        long b = gLow;
        long u0 = 1;
        long v0 = 0;
        long q0 = 0;
        long r0 = 1;
        int left = BITS;
        while (true) {
            int zeros = Long.numberOfTrailingZeros(b | -1L << left);
            b >>= zeros;
            u0 <<= zeros;
            v0 <<= zeros;
            eta -= zeros;
            left -= zeros;
            if (left == 0) {
                break;
            }
            long w;
            if (eta < 0) {
                eta = -eta;
                long swap = a;
                a = b;
                b = -swap;
                swap = u0;
                u0 = q0;
                q0 = -swap;
                swap = v0;
                v0 = r0;
                r0 = -swap;
                // Up to six bits of b go at once: w is −b/a modulo 2^6.
                w = a * b * (a * a - 2) & lowBits(Math.min(Math.min(eta + 1, left), 6));
            } else {
                // Up to four bits; a + ((a + 1) & 4)·2 is a^-1 modulo 2^4.
                w = -(a + ((a + 1 & 4) << 1)) * b & lowBits(Math.min(Math.min(eta + 1, left), 4));
            }
            b += a * w;
            q0 += u0 * w;
            r0 += v0 * w;
        }
        u = u0;
        v = v0;
        q = q0;
        r = r0;
        return eta;
    }

    private static long lowBits(long count) {
        return (1L << count) - 1;
    }

    /**
     * {@code (d, e) = matrix·(d, e)/2^62} modulo p: multiples of p make the products divisible. Both stay in (−2p, p).
     */
    private void updateInverses() {
        long signD = d[LIMBS - 1] >> 63;
        long signE = e[LIMBS - 1] >> 63;
        long md = (u & signD) + (v & signE);
        long me = (q & signD) + (r & signE);
        md -= PRIME_INVERSE * (u * d[0] + v * e[0]) + md & MASK;
        me -= PRIME_INVERSE * (q * d[0] + r * e[0]) + me & MASK;
        long lowD = 0;
        long highD = 0;
        long lowE = 0;
        long highE = 0;
        for (int i = 0; i < LIMBS; i++) {
            long di = d[i];
            long ei = e[i];
            long prime = PRIME[i];

            long low = u * di;
            lowD += low;
            highD += Math.multiplyHigh(u, di) + below(lowD, low);
            low = v * ei;
            lowD += low;
            highD += Math.multiplyHigh(v, ei) + below(lowD, low);
            low = prime * md;
            lowD += low;
            highD += Math.multiplyHigh(prime, md) + below(lowD, low);

            low = q * di;
            lowE += low;
            highE += Math.multiplyHigh(q, di) + below(lowE, low);
            low = r * ei;
            lowE += low;
            highE += Math.multiplyHigh(r, ei) + below(lowE, low);
            low = prime * me;
            lowE += low;
            highE += Math.multiplyHigh(prime, me) + below(lowE, low);

            if (i > 0) {
                d[i - 1] = lowD & MASK;
                e[i - 1] = lowE & MASK;
            }
            lowD = lowD >>> BITS | highD << (64 - BITS);
            highD >>= BITS;
            lowE = lowE >>> BITS | highE << (64 - BITS);
            highE >>= BITS;
        }
        d[LIMBS - 1] = lowD;
        e[LIMBS - 1] = lowE;
    }

    /** {@code (f, g) = matrix·(f, g)/2^62}, which is exact. */
    private void updateRemainders() {
        long lowF = 0;
        long highF = 0;
        long lowG = 0;
        long highG = 0;
        for (int i = 0; i < LIMBS; i++) {
            long fi = f[i];
            long gi = g[i];
            long low = u * fi;
            lowF += low;
            highF += Math.multiplyHigh(u, fi) + below(lowF, low);
            low = v * gi;
            lowF += low;
            highF += Math.multiplyHigh(v, gi) + below(lowF, low);
            low = q * fi;
            lowG += low;
            highG += Math.multiplyHigh(q, fi) + below(lowG, low);
            low = r * gi;
            lowG += low;
            highG += Math.multiplyHigh(r, gi) + below(lowG, low);
            if (i > 0) {
                f[i - 1] = lowF & MASK;
                g[i - 1] = lowG & MASK;
            }
            lowF = lowF >>> BITS | highF << (64 - BITS);
            highF >>= BITS;
            lowG = lowG >>> BITS | highG << (64 - BITS);
            highG >>= BITS;
        }
        f[LIMBS - 1] = lowF;
        g[LIMBS - 1] = lowG;
    }

    private static long below(long x, long y) {
        return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
    }

    private static boolean isZero(long[] x) {
        long bits = 0;
        for (long limb : x) {
            bits |= limb;
        }
        return bits == 0;
    }

    /** Takes d of (−2p, p), or its negative, to [0, p). */
    private void normalize(boolean negate) {
        addPrimeIfNegative();
        if (negate) {
            for (int i = 0; i < LIMBS; i++) {
                d[i] = -d[i];
            }
            carry();
        }
        addPrimeIfNegative();
    }

    private void addPrimeIfNegative() {
        if (d[LIMBS - 1] < 0) {
            for (int i = 0; i < LIMBS; i++) {
                d[i] += PRIME[i];
            }
            carry();
        }
    }

    private void carry() {
        for (int i = 0; i < LIMBS - 1; i++) {
            d[i + 1] += d[i] >> BITS;
            d[i] &= MASK;
        }
    }

    private static void unpack(long[] out, long[] x, int xo) {
        for (int i = 0; i < LIMBS; i++) {
            int limb = i * BITS / Long.SIZE;
            int shift = i * BITS % Long.SIZE;
            long low = x[xo + limb] >>> shift;
            long high = shift <= Long.SIZE - BITS || limb + 1 >= Fp.LIMBS ? 0 : x[xo + limb + 1] << (Long.SIZE - shift);
            out[i] = (low | high) & MASK;
        }
    }

    private static void pack(long[] out, long[] x) {
        for (int i = 0; i < Fp.LIMBS; i++) {
            int limb = i * Long.SIZE / BITS;
            int shift = i * Long.SIZE % BITS;
            out[i] = x[limb] >>> shift | x[limb + 1] << (BITS - shift);
            if (2 * BITS - shift < Long.SIZE) {
                out[i] |= x[limb + 2] << (2 * BITS - shift);
            }
        }
    }
}
