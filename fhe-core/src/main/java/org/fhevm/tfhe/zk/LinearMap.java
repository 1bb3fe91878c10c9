package org.fhevm.tfhe.zk;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.zk.curve.Fr;

/**
 * The equations of encryption, added up with the weights θ: an inner product {@code ⟨A, w⟩ = t_θ} of the witness bits w
 * with coefficients A. Words of key and list count as signed 64-bit integers.
 *
 * <p>The first d coefficients, for the random bits of the encryption, are products of the key with the weights modulo
 * X^d + 1. All others belong to the bits of numbers: a factor, times a weight, times a power of two. Immutable.
 */
final class LinearMap {
    private static final int LIMBS = Fr.LIMBS;
    private static final long[] PLAIN_TWO_TO_63 = {Long.MIN_VALUE};

    private final int d;
    private final int length;
    private final long[] theta;

    /** The first d coefficients. */
    private final long[] ofRandomness;

    /** The rest, in order. */
    private final List<Numbers> numbers;

    /**
     * @param theta the weights: d of the masks, then one for each body; borrowed
     * @param keyWords of the public key
     */
    LinearMap(ProofShape shape, int bodies, long[] theta, long[] keyWords) {
        this.d = shape.lweDimension();
        this.length = shape.length(bodies);
        this.theta = theta;
        this.ofRandomness = ofRandomness(d, bodies, theta, keyWords);
        long[] delta = power(Long.SIZE - shape.plaintextLog2());
        long[] minusModulus = power(Long.SIZE);
        Fr.negate(minusModulus, 0, minusModulus, 0);
        this.numbers = List.of(
                new Numbers(d, bodies, shape.messageBits(), delta, false),
                new Numbers(0, d, shape.noiseBits(), Fr.one(), true),
                new Numbers(d, bodies, shape.noiseBits(), Fr.one(), true),
                new Numbers(0, d, shape.quotientBits(), minusModulus, true),
                new Numbers(d, bodies, shape.quotientBits(), minusModulus, true));
    }

    private static long[] power(int exponent) {
        return Fr.of(BigInteger.ONE.shiftLeft(exponent));
    }

    /**
     * {@code a(1/X)·θ1(X) + c(X)·θ2(1/X)} modulo X^d + 1, for the mask a and the body b of the key and c_m = b_(d−1−m).
     */
    private static long[] ofRandomness(int d, int bodies, long[] theta, long[] keyWords) {
        NegacyclicFrProduct product = NegacyclicFrProduct.of(d);
        long[] mask = new long[d * LIMBS];
        long[] body = new long[d * LIMBS];
        long[] ofBodies = new long[d * LIMBS];
        for (int m = 0; m < d; m++) {
            element(mask, m * LIMBS, keyWords[m]);
            element(body, (d - 1 - m) * LIMBS, keyWords[d + m]);
        }
        System.arraycopy(theta, d * LIMBS, ofBodies, 0, bodies * LIMBS);
        invertVariable(mask);
        invertVariable(ofBodies);
        long[] ofMasks = Arrays.copyOf(theta, d * LIMBS);
        return product.sumOfProducts(mask, ofMasks, body, ofBodies);
    }

    /** Stores the element of a signed word. */
    private static void element(long[] out, int at, long word) {
        out[at] = Math.abs(word);
        Fr.fromInteger(out, at, out, at);
        if (word < 0) {
            Fr.negate(out, at, out, at);
        }
    }

    /** p(X) becomes p(1/X): X^-m is −X^(d−m). */
    private static void invertVariable(long[] polynomial) {
        int end = polynomial.length;
        long[] t = new long[LIMBS];
        for (int low = LIMBS; low <= end - low; low += LIMBS) {
            int high = end - low;
            System.arraycopy(polynomial, low, t, 0, LIMBS);
            Fr.negate(polynomial, low, polynomial, high);
            if (low != high) {
                Fr.negate(polynomial, high, t, 0);
            }
        }
    }

    /** D, coefficients in all. */
    int length() {
        return length;
    }

    /** A, one coefficient for each bit of the witness. */
    long[] coefficients() {
        long[] out = Arrays.copyOf(ofRandomness, length * LIMBS);
        int at = ofRandomness.length;
        long[] term = new long[LIMBS];
        for (Numbers part : numbers) {
            for (int i = part.weight(); i < part.weight() + part.count(); i++) {
                Fr.multiply(term, 0, theta, i * LIMBS, part.factor(), 0);
                for (int bit = 0; bit < part.bits(); bit++, at += LIMBS) {
                    System.arraycopy(term, 0, out, at, LIMBS);
                    if (part.signed() && bit == part.bits() - 1) {
                        Fr.negate(out, at, out, at);
                    }
                    Fr.add(term, 0, term, 0, term, 0);
                }
            }
        }
        return out;
    }

    /** Σ A_i·z^(D−i) over all D coefficients, counted from 1, without making them. */
    long[] valueAt(long[] z) {
        long[] sum = new long[LIMBS];
        horner(sum, ofRandomness, 0, d, z);
        for (Numbers part : numbers) {
            long[] value = new long[LIMBS];
            horner(value, theta, part.weight(), part.count(), Fr.power(z, part.bits()));
            Fr.multiply(value, 0, value, 0, part.factor(), 0);
            Fr.multiply(value, 0, value, 0, powersOfTwo(part, z), 0);
            Fr.multiply(sum, 0, sum, 0, Fr.power(z, part.count() * part.bits()), 0);
            Fr.add(sum, 0, sum, 0, value, 0);
        }
        return sum;
    }

    /** Adds {@code Σ x_i·z^(count−1−i)} to a sum that is 0. */
    private static void horner(long[] sum, long[] x, int from, int count, long[] z) {
        for (int i = from; i < from + count; i++) {
            Fr.multiply(sum, 0, sum, 0, z, 0);
            Fr.add(sum, 0, sum, 0, x, i * LIMBS);
        }
    }

    /** Σ ±2^j·z^(bits−1−j). */
    private static long[] powersOfTwo(Numbers part, long[] z) {
        long[] sum = new long[LIMBS];
        long[] power = Fr.one();
        for (int bit = 0; bit < part.bits(); bit++) {
            if (part.signed() && bit == part.bits() - 1) {
                Fr.negate(power, 0, power, 0);
            }
            Fr.multiply(sum, 0, sum, 0, z, 0);
            Fr.add(sum, 0, sum, 0, power, 0);
            Fr.add(power, 0, power, 0, power, 0);
        }
        return sum;
    }

    /**
     * t_θ, the weighted sum of mask and bodies. Words are raised by 2^63 during the summation, so that all are
     * positive.
     */
    long[] value(LweCompactCiphertextList list) {
        long[] raised = list.words().clone();
        long[] weights = new long[LIMBS];
        for (int i = 0; i < raised.length; i++) {
            raised[i] ^= Long.MIN_VALUE;
            Fr.add(weights, 0, weights, 0, theta, i * LIMBS);
        }
        long[] sum = new long[LIMBS];
        Fr.sumOfProducts(sum, 0, raised, 0, 1, theta, 0, raised.length);
        long[] excess = new long[LIMBS];
        Fr.sumOfProducts(excess, 0, PLAIN_TWO_TO_63, 0, 1, weights, 0, 1);
        Fr.subtract(sum, 0, sum, 0, excess, 0);
        return sum;
    }

    /**
     * Numbers of the witness, bit by bit.
     *
     * @param weight index of the weight of the first
     * @param bits of each number
     * @param factor of all of them
     * @param signed whether the uppermost bit counts negatively
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; not compared
    private record Numbers(int weight, int count, int bits, long[] factor, boolean signed) {}
}
