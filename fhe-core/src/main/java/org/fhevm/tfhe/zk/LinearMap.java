package org.fhevm.tfhe.zk;

import java.math.BigInteger;
import java.util.Arrays;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.zk.curve.Fr;

/**
 * The equations of encryption, all of them added up with the weights θ: an inner product {@code ⟨A, w⟩ = t_θ} of the
 * witness bits w with coefficients A. Words of key and list count as signed 64-bit integers.
 *
 * <p>The products of words and weights are most of the work, d·(d + k) of 64 by 299 bits. They are added up as plain
 * integers; only the sums are reduced. To have no signs in the loops, words are raised by 2^63 first, and 2^63 times
 * the sum of the weights is taken off at the end.
 */
final class LinearMap {
    private static final int LIMBS = Fr.LIMBS;
    private static final long[] TWO_TO_63 = power(63);
    private static final long[] TWO_TO_64 = power(64);

    private final ProofShape shape;
    private final int d;
    private final int k;
    private final long[] theta;
    private final long[] wide = new long[LIMBS + 1];
    private final long[] work = new long[LIMBS];
    private final long[] term = new long[LIMBS];

    /** Sums of the weights before each of the d + k. */
    private final long[] prefixes;

    /**
     * @param theta the weights: d of the masks, then one for each body
     */
    LinearMap(ProofShape shape, int bodies, long[] theta) {
        this.shape = shape;
        this.d = shape.lweDimension();
        this.k = bodies;
        this.theta = theta;
        this.prefixes = new long[(d + k + 1) * LIMBS];
        for (int i = 0; i < d + k; i++) {
            Fr.add(prefixes, (i + 1) * LIMBS, prefixes, i * LIMBS, theta, i * LIMBS);
        }
    }

    private static long[] power(int exponent) {
        return Fr.of(BigInteger.ONE.shiftLeft(exponent));
    }

    /** A, one coefficient for each bit of the witness. */
    long[] coefficients(long[] keyWords) {
        long[] out = new long[shape.length(k) * LIMBS];
        coefficients(keyWords, out);
        return out;
    }

    /** Stores A in an array of zeros. */
    void coefficients(long[] keyWords, long[] out) {
        long[] a = raised(keyWords, 0);
        long[] reversedB = raised(keyWords, d);
        for (int i = 0; i < d / 2; i++) {
            long swap = reversedB[i];
            reversedB[i] = reversedB[d - 1 - i];
            reversedB[d - 1 - i] = swap;
        }
        for (int i = 0; i < d; i++) {
            int at = i * LIMBS;
            addSum(out, at, a, 0, i, d - i, false);
            addSum(out, at, a, d - i, 0, i, true);
            int direct = Math.min(k, d - i);
            addSum(out, at, reversedB, i, d, direct, false);
            addSum(out, at, reversedB, 0, d + direct, k - direct, true);
        }
        int next = d;
        long[] delta = power(Long.SIZE - shape.plaintextLog2());
        next = addPowers(out, next, d, k, shape.messageBits(), delta, false);
        next = addPowers(out, next, 0, d, shape.noiseBits(), Fr.one(), true);
        next = addPowers(out, next, d, k, shape.noiseBits(), Fr.one(), true);
        long[] minusModulus = new long[LIMBS];
        Fr.negate(minusModulus, 0, TWO_TO_64, 0);
        next = addPowers(out, next, 0, d, shape.quotientBits(), minusModulus, true);
        next = addPowers(out, next, d, k, shape.quotientBits(), minusModulus, true);
        if (next != shape.length(k)) {
            throw new IllegalStateException(next + " coefficients for a witness of " + shape.length(k) + " bits");
        }
    }

    /** Stores t_θ, the weighted sum of mask and bodies, where 0 is. */
    void value(LweCompactCiphertextList list, long[] sum) {
        addSum(sum, 0, raised(list.words(), 0), 0, 0, d, false);
        long[] bodies = new long[k];
        for (int i = 0; i < k; i++) {
            bodies[i] = list.words()[d + i] ^ Long.MIN_VALUE;
        }
        addSum(sum, 0, bodies, 0, d, k, false);
    }

    private long[] raised(long[] words, int from) {
        long[] raised = Arrays.copyOfRange(words, from, from + d);
        for (int i = 0; i < d; i++) {
            raised[i] ^= Long.MIN_VALUE;
        }
        return raised;
    }

    /** Adds {@code Σ word_(from+i)·θ_(weight+i)} for i below {@code count}, or takes it off. */
    private void addSum(long[] out, int at, long[] raised, int from, int weight, int count, boolean negative) {
        if (count == 0) {
            return;
        }
        accumulate(raised, from, weight, count);
        Fr.reduceWide(term, 0, wide, work);
        Fr.subtract(work, 0, prefixes, (weight + count) * LIMBS, prefixes, weight * LIMBS);
        Fr.multiply(work, 0, work, 0, TWO_TO_63, 0);
        Fr.subtract(term, 0, term, 0, work, 0);
        if (negative) {
            Fr.subtract(out, at, out, at, term, 0);
        } else {
            Fr.add(out, at, out, at, term, 0);
        }
    }

    /** Below 2^64·2^299·2^11: six limbs. */
    private void accumulate(long[] words, int from, int weight, int count) {
        long s0 = 0;
        long s1 = 0;
        long s2 = 0;
        long s3 = 0;
        long s4 = 0;
        long s5 = 0;
        int t = weight * LIMBS;
        for (int i = 0; i < count; i++, t += LIMBS) {
            long word = words[from + i];
            long low = word * theta[t];
            s0 += low;
            long carry = Math.unsignedMultiplyHigh(word, theta[t]) + below(s0, low);

            low = word * theta[t + 1];
            long sum = low + carry;
            s1 += sum;
            carry = Math.unsignedMultiplyHigh(word, theta[t + 1]) + below(sum, low) + below(s1, sum);

            low = word * theta[t + 2];
            sum = low + carry;
            s2 += sum;
            carry = Math.unsignedMultiplyHigh(word, theta[t + 2]) + below(sum, low) + below(s2, sum);

            low = word * theta[t + 3];
            sum = low + carry;
            s3 += sum;
            carry = Math.unsignedMultiplyHigh(word, theta[t + 3]) + below(sum, low) + below(s3, sum);

            low = word * theta[t + 4];
            sum = low + carry;
            s4 += sum;
            s5 += Math.unsignedMultiplyHigh(word, theta[t + 4]) + below(sum, low) + below(s4, sum);
        }
        wide[0] = s0;
        wide[1] = s1;
        wide[2] = s2;
        wide[3] = s3;
        wide[4] = s4;
        wide[5] = s5;
    }

    private static long below(long x, long y) {
        return Long.compareUnsigned(x, y) < 0 ? 1 : 0;
    }

    /**
     * Stores {@code factor·2^j·θ_i} for each i and, within, each bit j; the sign bit of a two's complement counts
     * negatively.
     */
    private int addPowers(long[] out, int next, int weight, int count, int bits, long[] factor, boolean signed) {
        int at = next * LIMBS;
        for (int i = weight; i < weight + count; i++) {
            Fr.multiply(term, 0, theta, i * LIMBS, factor, 0);
            for (int j = 0; j < bits; j++) {
                System.arraycopy(term, 0, out, at, LIMBS);
                if (signed && j == bits - 1) {
                    Fr.negate(out, at, out, at);
                }
                Fr.add(term, 0, term, 0, term, 0);
                at += LIMBS;
            }
        }
        return at / LIMBS;
    }
}
