package org.fhevm.tfhe.zk;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.tfhe.zk.curve.Fr;

/**
 * Products of polynomials over Fr modulo X^d + 1: with ψ^d = −1, coefficients times ψ^i have cyclic products.
 * Immutable.
 */
final class NegacyclicFrProduct {
    private static final int LIMBS = Fr.LIMBS;

    /** One for each d, a power of two of at most 2^17. */
    private static final Map<Integer, NegacyclicFrProduct> BY_DIMENSION = new ConcurrentHashMap<>();

    private final int d;
    private final FrTransform transform;

    /** ψ^0 to ψ^(d−1). */
    private final long[] twists;

    private NegacyclicFrProduct(int d) {
        this.d = d;
        this.transform = new FrTransform(d);
        this.twists = new long[d * LIMBS];
        long[] psi = FrTransform.root(Integer.numberOfTrailingZeros(2 * d));
        System.arraycopy(Fr.one(), 0, twists, 0, LIMBS);
        for (int i = 1; i < d; i++) {
            Fr.multiply(twists, i * LIMBS, twists, (i - 1) * LIMBS, psi, 0);
        }
    }

    static NegacyclicFrProduct of(int d) {
        return BY_DIMENSION.computeIfAbsent(d, NegacyclicFrProduct::new);
    }

    /** {@code a·b + c·e}. The inputs, d coefficients each, are overwritten. */
    long[] sumOfProducts(long[] a, long[] b, long[] c, long[] e) {
        for (long[] x : new long[][] {a, b, c, e}) {
            for (int i = 0; i < d; i++) {
                Fr.multiply(x, i * LIMBS, x, i * LIMBS, twists, i * LIMBS);
            }
            transform.forward(x);
        }
        transform.multiply(a, b);
        transform.multiply(c, e);
        for (int at = 0; at < a.length; at += LIMBS) {
            Fr.add(a, at, a, at, c, at);
        }
        transform.inverse(a);
        for (int i = 1; i < d; i++) {
            // ψ^-i is −ψ^(d−i)
            Fr.multiply(a, i * LIMBS, a, i * LIMBS, twists, (d - i) * LIMBS);
            Fr.negate(a, i * LIMBS, a, i * LIMBS);
        }
        return a;
    }
}
