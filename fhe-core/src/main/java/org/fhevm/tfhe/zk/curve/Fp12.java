package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * Fp12 = Fp2[w]/(w⁶ − ξ), where pairings have their values. An element is its coefficients in Fp2 of w⁰ to w⁵ in an
 * array of its own. As a tower, v = w² makes Fp6 of the even powers, and w makes Fp12 of that.
 *
 * <p>Products are by the schoolbook: all pairings of a verification are a hundredth of its time. Outputs may be inputs.
 * Has work space; for one thread.
 */
final class Fp12 {
    private static final int DEGREE = 6;
    private static final int STEP = 2 * Fp.LIMBS;

    /** Limbs of an element. */
    static final int LIMBS = DEGREE * STEP;

    /** ξ^(i·(p−1)/6) for i = 0 to 5: what Frobenius multiplies the coefficient of wⁱ by. */
    private static final long[][] FROBENIUS = frobenius();

    private final CoordinateField.Quadratic field = new CoordinateField.Quadratic();
    private final long[] sums = new long[2 * LIMBS];
    private final long[] term = new long[STEP];
    private final long[] power = new long[LIMBS];
    private final long[] inverse = new long[LIMBS];

    private static long[][] frobenius() {
        CoordinateField.Quadratic field = new CoordinateField.Quadratic();
        BigInteger sixth = Fp.MODULUS.subtract(BigInteger.ONE).divide(BigInteger.valueOf(DEGREE));
        long[][] factors = new long[DEGREE][];
        Arrays.setAll(factors, i -> Fp2.power(field, Fp2.XI, sixth.multiply(BigInteger.valueOf(i))));
        return factors;
    }

    void one(long[] out) {
        Arrays.fill(out, 0);
        field.one(out, 0);
    }

    boolean isOne(long[] x) {
        one(inverse);
        return Arrays.equals(x, inverse);
    }

    void multiply(long[] out, long[] x, long[] y) {
        Arrays.fill(sums, 0);
        for (int i = 0; i < DEGREE; i++) {
            for (int j = 0; j < DEGREE; j++) {
                field.multiply(term, 0, x, i * STEP, y, j * STEP);
                field.add(sums, (i + j) * STEP, sums, (i + j) * STEP, term, 0);
            }
        }
        reduce(out);
    }

    void square(long[] out, long[] x) {
        Arrays.fill(sums, 0);
        for (int i = 0; i < DEGREE; i++) {
            for (int j = 0; j < i; j++) {
                field.multiply(term, 0, x, i * STEP, x, j * STEP);
                field.add(term, 0, term, 0, term, 0);
                field.add(sums, (i + j) * STEP, sums, (i + j) * STEP, term, 0);
            }
            field.square(term, 0, x, i * STEP);
            field.add(sums, 2 * i * STEP, sums, 2 * i * STEP, term, 0);
        }
        reduce(out);
    }

    /**
     * Multiplies by the sparse {@code a + b·w² + c·w³}.
     *
     * @param line a and b from Fp2, then c from Fp
     */
    void multiplyByLine(long[] x, long[] line) {
        Arrays.fill(sums, 0);
        for (int i = 0; i < DEGREE; i++) {
            field.multiply(term, 0, x, i * STEP, line, 0);
            field.add(sums, i * STEP, sums, i * STEP, term, 0);
            field.multiply(term, 0, x, i * STEP, line, STEP);
            field.add(sums, (i + 2) * STEP, sums, (i + 2) * STEP, term, 0);
            field.scale(term, 0, x, i * STEP, line, 2 * STEP);
            field.add(sums, (i + 3) * STEP, sums, (i + 3) * STEP, term, 0);
        }
        reduce(x);
    }

    /** Takes w⁶ and above of {@link #sums} down by w⁶ = ξ. */
    private void reduce(long[] out) {
        for (int i = 0; i < DEGREE; i++) {
            field.multiplyByXi(term, 0, sums, (i + DEGREE) * STEP);
            field.add(out, i * STEP, sums, i * STEP, term, 0);
        }
    }

    /**
     * x^(p⁶): negates odd powers of w. The inverse, once an element has gone through the easy part of the
     * exponentiation.
     */
    void conjugate(long[] out, long[] x) {
        for (int i = 0; i < DEGREE; i++) {
            if (i % 2 == 0) {
                field.copy(out, i * STEP, x, i * STEP);
            } else {
                field.negate(out, i * STEP, x, i * STEP);
            }
        }
    }

    /** x^p. */
    void frobenius(long[] out, long[] x) {
        for (int i = 0; i < DEGREE; i++) {
            field.conjugate(out, i * STEP, x, i * STEP);
            field.multiply(out, i * STEP, out, i * STEP, FROBENIUS[i], 0);
        }
    }

    /**
     * {@code out = x^-1}, by norms: x·x^(p⁶) is in Fp6 (even powers of w), its product with its two other conjugates
     * over Fp2 (by p² and p⁴) is in Fp2.
     */
    void invert(long[] out, long[] x) {
        long[] original = x.clone();
        conjugate(inverse, x);
        long[] norm = new long[LIMBS];
        multiply(norm, original, inverse);
        long[] other = new long[LIMBS];
        frobenius(other, norm);
        frobenius(other, other);
        long[] third = new long[LIMBS];
        frobenius(third, other);
        frobenius(third, third);
        multiply(other, other, third);
        multiply(norm, norm, other);
        multiply(inverse, inverse, other);
        field.invert(term, 0, norm, 0);
        long[] factor = term.clone();
        for (int i = 0; i < DEGREE; i++) {
            field.multiply(out, i * STEP, inverse, i * STEP, factor, 0);
        }
    }

    /** {@code out = x^x'} for the parameter x' of the curve and an x of which the conjugate is the inverse. */
    void powerOfParameter(long[] out, long[] x) {
        System.arraycopy(x, 0, power, 0, LIMBS);
        long[] base = x.clone();
        for (int bit = CurveParameter.ABSOLUTE.bitLength() - 2; bit >= 0; bit--) {
            square(power, power);
            if (CurveParameter.ABSOLUTE.testBit(bit)) {
                multiply(power, power, base);
            }
        }
        conjugate(out, power);
    }
}
