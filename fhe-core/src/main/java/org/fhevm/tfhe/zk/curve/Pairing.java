package org.fhevm.tfhe.zk.curve;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Products of optimal ate pairings e: G1 × G2 → Fp12, with a test whether they are 1.
 *
 * <p>The Miller loops of all pairs run side by side, so that they share the squarings and the inversions of the slopes
 * of their lines (Montgomery's trick); all share one final exponentiation. The loop omits the sign of the curve's
 * parameter, which inverts the pairing. The hard part of the exponent is {@code 3·(p⁴ − p² + 1)/r = (x − 1)²·(x +
 * p)·(x² + p² − 1) + 3} (D. Hayashida, K. Hayasaka, T. Teruya, "Efficient final exponentiation via cyclotomic structure
 * for pairings over families of elliptic curves", ePrint 2020/875); 3 is prime to r, so it does not change the answer.
 *
 * <p>A product is built and tested once. Has work space; for one thread.
 */
public final class Pairing {
    private static final int X = 0;
    private static final int Y = 2 * Fp.LIMBS;
    private static final int POINT = 4 * Fp.LIMBS;

    private final CoordinateField.Quadratic field = new CoordinateField.Quadratic();
    private final Fp12 target = new Fp12();
    private final List<CurvePoint> first = new ArrayList<>();
    private final List<CurvePoint> second = new ArrayList<>();

    /** Multiplies by {@code e(p, q)}, which is 1 if one of both is infinity. */
    public Pairing multiply(CurvePoint p, CurvePoint q) {
        if (p.group() != Group.G1 || q.group() != Group.G2) {
            throw new IllegalArgumentException("a pairing of " + p.group() + " and " + q.group());
        }
        if (!p.isInfinity() && !q.isInfinity()) {
            first.add(p);
            second.add(q);
        }
        return this;
    }

    /** Whether the product is 1. */
    public boolean isOne() {
        return target.isOne(value());
    }

    /** The same, with the pairs dealt out to threads. Each makes the squarings of its own loop. */
    public boolean isOne(Workers workers) {
        int shares = Math.clamp(first.size() / 2, 1, workers.helpers() + 1);
        long[][] values = new long[shares][];
        workers.run(shares, share -> {
            Pairing part = new Pairing();
            for (int i = share; i < first.size(); i += shares) {
                part.multiply(first.get(i), second.get(i));
            }
            values[share] = part.millerLoop();
        });
        long[] product = values[0];
        for (int share = 1; share < shares; share++) {
            target.multiply(product, product, values[share]);
        }
        return target.isOne(finalExponentiation(product));
    }

    /** The product, to the power of {@code 3·(p¹² − 1)/r}. */
    long[] value() {
        return finalExponentiation(millerLoop());
    }

    private long[] millerLoop() {
        int pairs = first.size();
        long[] f = new long[Fp12.LIMBS];
        target.one(f);
        long[][] points = new long[pairs][];
        Arrays.setAll(points, i -> second.get(i).coordinates().clone());
        long[] slopes = new long[pairs * Y];
        long[] prefixes = new long[pairs * Y];
        long[] line = new long[5 * Fp.LIMBS];
        for (int bit = CurveParameter.ABSOLUTE.bitLength() - 2; bit >= 0; bit--) {
            target.square(f, f);
            for (int i = 0; i < pairs; i++) {
                field.add(slopes, i * Y, points[i], Y, points[i], Y);
            }
            invertAll(slopes, prefixes, pairs);
            for (int i = 0; i < pairs; i++) {
                tangentSlope(slopes, i * Y, points[i]);
                step(f, line, slopes, i * Y, points[i], points[i], first.get(i));
            }
            if (CurveParameter.ABSOLUTE.testBit(bit)) {
                for (int i = 0; i < pairs; i++) {
                    field.subtract(slopes, i * Y, points[i], X, second.get(i).coordinates(), X);
                }
                invertAll(slopes, prefixes, pairs);
                for (int i = 0; i < pairs; i++) {
                    long[] base = second.get(i).coordinates();
                    chordSlope(slopes, i * Y, points[i], base);
                    step(f, line, slopes, i * Y, points[i], base, first.get(i));
                }
            }
        }
        return f;
    }

    /** λ = 3·x²/(2·y), of which the inverse of 2·y is there. */
    private void tangentSlope(long[] slope, int at, long[] point) {
        long[] t = new long[Y];
        field.square(t, 0, point, X);
        field.multiply(slope, at, slope, at, t, 0);
        field.add(t, 0, slope, at, slope, at);
        field.add(slope, at, slope, at, t, 0);
    }

    /** λ = (y_T − y_Q)/(x_T − x_Q), of which the inverse is there. */
    private void chordSlope(long[] slope, int at, long[] point, long[] base) {
        long[] t = new long[Y];
        field.subtract(t, 0, point, Y, base, Y);
        field.multiply(slope, at, slope, at, t, 0);
    }

    /**
     * Multiplies f by the line through {@code point} and {@code base} at p, {@code (λ·x − y) − λ·x_p·w² + y_p·w³}, and
     * moves the point to their sum.
     */
    private void step(long[] f, long[] line, long[] slope, int at, long[] point, long[] base, CurvePoint p) {
        field.multiply(line, 0, slope, at, base, X);
        field.subtract(line, 0, line, 0, base, Y);
        field.scale(line, Y, slope, at, p.coordinates(), 0);
        field.negate(line, Y, line, Y);
        System.arraycopy(p.coordinates(), Fp.LIMBS, line, 2 * Y, Fp.LIMBS);
        target.multiplyByLine(f, line);
        long[] sum = new long[POINT];
        field.square(sum, X, slope, at);
        field.subtract(sum, X, sum, X, point, X);
        field.subtract(sum, X, sum, X, base, X);
        field.subtract(sum, Y, point, X, sum, X);
        field.multiply(sum, Y, sum, Y, slope, at);
        field.subtract(sum, Y, sum, Y, point, Y);
        System.arraycopy(sum, 0, point, 0, POINT);
    }

    /**
     * Inverts each of the values with one inversion. None is 0: the points have order r, so no y is 0, and the loop is
     * shorter than r, so no two points that it joins have the same x.
     */
    private void invertAll(long[] values, long[] prefixes, int count) {
        if (count == 0) {
            return;
        }
        field.copy(prefixes, 0, values, 0);
        for (int i = 1; i < count; i++) {
            field.multiply(prefixes, i * Y, prefixes, (i - 1) * Y, values, i * Y);
        }
        long[] inverse = new long[Y];
        field.invert(inverse, 0, prefixes, (count - 1) * Y);
        for (int i = count - 1; i > 0; i--) {
            field.multiply(prefixes, i * Y, prefixes, (i - 1) * Y, inverse, 0);
            field.multiply(inverse, 0, inverse, 0, values, i * Y);
            field.copy(values, i * Y, prefixes, i * Y);
        }
        field.copy(values, 0, inverse, 0);
    }

    private long[] finalExponentiation(long[] miller) {
        long[] f = new long[Fp12.LIMBS];
        long[] t = new long[Fp12.LIMBS];
        target.invert(t, miller);
        target.conjugate(f, miller);
        target.multiply(f, f, t);
        target.frobenius(t, f);
        target.frobenius(t, t);
        target.multiply(f, f, t);

        long[] a = f.clone();
        powerMinusOne(a, t);
        powerMinusOne(a, t);
        target.powerOfParameter(t, a);
        target.frobenius(a, a);
        target.multiply(a, a, t);

        long[] result = new long[Fp12.LIMBS];
        target.powerOfParameter(result, a);
        target.powerOfParameter(result, result);
        target.frobenius(t, a);
        target.frobenius(t, t);
        target.multiply(result, result, t);
        target.conjugate(t, a);
        target.multiply(result, result, t);
        target.square(t, f);
        target.multiply(t, t, f);
        target.multiply(result, result, t);
        return result;
    }

    /** {@code a = a^(x − 1)}. */
    private void powerMinusOne(long[] a, long[] t) {
        target.powerOfParameter(t, a);
        target.conjugate(a, a);
        target.multiply(a, a, t);
    }
}
