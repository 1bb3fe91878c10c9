package org.fhevm.tfhe.zk;

import java.math.BigInteger;
import org.fhevm.tfhe.zk.curve.Fr;

/**
 * Products of polynomials over Fr, by the number-theoretic transform: r − 1 is a multiple of 2^18. Decimation in
 * frequency forwards and in time backwards, so that no order of bits is reversed. Immutable.
 */
final class FrTransform {
    private static final int LIMBS = Fr.LIMBS;
    private static final int MAXIMUM_LOG2 = 18;

    private final int size;

    /** ω^0 to ω^(size/2 − 1). */
    private final long[] roots;

    private final long[] inverseSize;

    /** For products of at most {@code coefficients} coefficients. */
    FrTransform(int coefficients) {
        int log2 = Math.max(1, Integer.SIZE - Integer.numberOfLeadingZeros(coefficients - 1));
        if (log2 > MAXIMUM_LOG2) {
            throw new IllegalArgumentException("a product of " + coefficients + " coefficients is too long");
        }
        this.size = 1 << log2;
        long[] root = root(log2);
        this.roots = new long[size / 2 * LIMBS];
        System.arraycopy(Fr.one(), 0, roots, 0, LIMBS);
        for (int i = 1; i < size / 2; i++) {
            Fr.multiply(roots, i * LIMBS, roots, (i - 1) * LIMBS, root, 0);
        }
        this.inverseSize = Fr.of(BigInteger.valueOf(size).modInverse(Fr.ORDER));
    }

    /** A root of unity of the order 2^log2; a power of a non-square has the full order. */
    static long[] root(int log2) {
        BigInteger minusOne = Fr.ORDER.subtract(BigInteger.ONE);
        for (long candidate = 2; ; candidate++) {
            BigInteger base = BigInteger.valueOf(candidate);
            if (base.modPow(minusOne.shiftRight(1), Fr.ORDER).equals(minusOne)) {
                return Fr.of(base.modPow(minusOne.shiftRight(log2), Fr.ORDER));
            }
        }
    }

    /** Room for a polynomial and its transform. */
    long[] newPolynomial() {
        return new long[size * LIMBS];
    }

    /** The values, in an order of this class's own. */
    void forward(long[] x) {
        long[] t = new long[LIMBS];
        for (int half = size / 2; half >= 1; half /= 2) {
            int step = size / 2 / half;
            for (int block = 0; block < size; block += 2 * half) {
                for (int j = 0; j < half; j++) {
                    int low = (block + j) * LIMBS;
                    int high = low + half * LIMBS;
                    Fr.subtract(t, 0, x, low, x, high);
                    Fr.add(x, low, x, low, x, high);
                    Fr.multiply(x, high, t, 0, roots, j * step * LIMBS);
                }
            }
        }
    }

    /** Undoes {@link #forward}: ω^-j is −ω^(size/2 − j). */
    void inverse(long[] x) {
        long[] t = new long[LIMBS];
        for (int half = 1; half < size; half *= 2) {
            int step = size / 2 / half;
            for (int block = 0; block < size; block += 2 * half) {
                for (int j = 0; j < half; j++) {
                    int low = (block + j) * LIMBS;
                    int high = low + half * LIMBS;
                    if (j == 0) {
                        System.arraycopy(x, high, t, 0, LIMBS);
                    } else {
                        Fr.multiply(t, 0, x, high, roots, (size / 2 - j * step) * LIMBS);
                        Fr.negate(t, 0, t, 0);
                    }
                    Fr.subtract(x, high, x, low, t, 0);
                    Fr.add(x, low, x, low, t, 0);
                }
            }
        }
        for (int i = 0; i < size; i++) {
            Fr.multiply(x, i * LIMBS, x, i * LIMBS, inverseSize, 0);
        }
    }

    /** {@code x = x·y} value by value. */
    void multiply(long[] x, long[] y) {
        for (int i = 0; i < size; i++) {
            Fr.multiply(x, i * LIMBS, x, i * LIMBS, y, i * LIMBS);
        }
    }

    /** {@code x = x − y} value by value. */
    void subtract(long[] x, long[] y) {
        for (int i = 0; i < size; i++) {
            Fr.subtract(x, i * LIMBS, x, i * LIMBS, y, i * LIMBS);
        }
    }
}
