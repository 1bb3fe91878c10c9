package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * BLS12-446 as the textbook has it, over BigInteger: the oracle of the tests. Elements of Fp12 are polynomials of
 * degree below 12 in w modulo w¹² − 2·w⁶ + 2, in which u = w⁶ − 1; so Fp, Fp2 and Fp12 are one type, and G1 and G2 are
 * subgroups of one curve.
 */
final class SlowCurve {
    static final BigInteger P =
            new BigInteger("1728247035428571559800712765794959622434926935227898984378348363563856566622774728969"
                    + "02502740297183690175962001546428467344062165330603");
    static final BigInteger R = new BigInteger(
            "645383785691237230677916041525710377746967055506026847120930304831624105190538527824412673");
    private static final BigInteger X = new BigInteger("6008204000000020001", 16);
    private static final int DEGREE = 12;

    private SlowCurve() {}

    /** An affine point of y² = x³ + b; null is infinity. */
    record Point(Element x, Element y) {}

    /** An element of Fp12. */
    record Element(BigInteger[] c) {
        static Element of(long value) {
            return of(BigInteger.valueOf(value), BigInteger.ZERO);
        }

        /** real + imaginary·u. */
        static Element of(BigInteger real, BigInteger imaginary) {
            BigInteger[] c = new BigInteger[DEGREE];
            Arrays.fill(c, BigInteger.ZERO);
            c[0] = real.subtract(imaginary).mod(P);
            c[6] = imaginary.mod(P);
            return new Element(c);
        }

        static Element w(int power) {
            Element one = of(1);
            BigInteger[] c = of(0).c.clone();
            c[power] = BigInteger.ONE;
            return one.multiply(new Element(c));
        }

        Element add(Element o) {
            BigInteger[] out = new BigInteger[DEGREE];
            Arrays.setAll(out, i -> c[i].add(o.c[i]).mod(P));
            return new Element(out);
        }

        Element negate() {
            BigInteger[] out = new BigInteger[DEGREE];
            Arrays.setAll(out, i -> c[i].negate().mod(P));
            return new Element(out);
        }

        Element subtract(Element o) {
            return add(o.negate());
        }

        Element multiply(Element o) {
            BigInteger[] full = new BigInteger[2 * DEGREE];
            Arrays.fill(full, BigInteger.ZERO);
            for (int i = 0; i < DEGREE; i++) {
                for (int j = 0; j < DEGREE && c[i].signum() != 0; j++) {
                    full[i + j] = full[i + j].add(c[i].multiply(o.c[j]));
                }
            }
            for (int i = 2 * DEGREE - 1; i >= DEGREE; i--) {
                full[i - 6] = full[i - 6].add(full[i].shiftLeft(1));
                full[i - 12] = full[i - 12].subtract(full[i].shiftLeft(1));
            }
            BigInteger[] out = new BigInteger[DEGREE];
            Arrays.setAll(out, i -> full[i].mod(P));
            return new Element(out);
        }

        Element power(BigInteger exponent) {
            Element result = of(1);
            for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
                result = result.multiply(result);
                if (exponent.testBit(bit)) {
                    result = result.multiply(this);
                }
            }
            return result;
        }

        /** Extended Euclid with the polynomial that defines the field. */
        Element invert() {
            BigInteger[] a = new BigInteger[DEGREE + 1];
            Arrays.fill(a, BigInteger.ZERO);
            a[0] = BigInteger.TWO;
            a[6] = BigInteger.TWO.negate().mod(P);
            a[12] = BigInteger.ONE;
            BigInteger[] b = Arrays.copyOf(c, DEGREE + 1);
            b[DEGREE] = BigInteger.ZERO;
            Element s = of(0);
            Element t = of(1);
            while (degree(b) > 0) {
                int shift = degree(a) - degree(b);
                if (shift < 0) {
                    BigInteger[] swap = a;
                    a = b;
                    b = swap;
                    Element other = s;
                    s = t;
                    t = other;
                    continue;
                }
                BigInteger q = a[degree(a)].multiply(b[degree(b)].modInverse(P)).mod(P);
                for (int i = degree(b); i >= 0; i--) {
                    a[i + shift] = a[i + shift].subtract(q.multiply(b[i])).mod(P);
                }
                s = s.subtract(t.multiply(w(shift)).multiply(of(q, BigInteger.ZERO)));
                if (degree(a) < 0) {
                    throw new ArithmeticException("0 has no inverse");
                }
                if (degree(a) < degree(b)) {
                    BigInteger[] swap = a;
                    a = b;
                    b = swap;
                    Element other = s;
                    s = t;
                    t = other;
                }
            }
            return t.multiply(of(b[0].modInverse(P), BigInteger.ZERO));
        }

        private static int degree(BigInteger[] polynomial) {
            int degree = polynomial.length - 1;
            while (degree >= 0 && polynomial[degree].signum() == 0) {
                degree--;
            }
            return degree;
        }

        @Override
        public boolean equals(@Nullable Object o) {
            return o instanceof Element e && Arrays.equals(e.c, c);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(c);
        }
    }

    static @Nullable Point add(@Nullable Point p, @Nullable Point q) {
        if (p == null || q == null) {
            return p == null ? q : p;
        }
        if (p.x.equals(q.x) && !p.y.equals(q.y)) {
            return null;
        }
        Element slope = slope(p, q);
        Element x = slope.multiply(slope).subtract(p.x).subtract(q.x);
        return new Point(x, slope.multiply(p.x.subtract(x)).subtract(p.y));
    }

    private static Element slope(Point p, Point q) {
        return p.equals(q)
                ? p.x.multiply(p.x)
                        .multiply(Element.of(3))
                        .multiply(p.y.add(p.y).invert())
                : p.y.subtract(q.y).multiply(p.x.subtract(q.x).invert());
    }

    static @Nullable Point multiply(BigInteger factor, @Nullable Point p) {
        Point sum = null;
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            sum = add(sum, sum);
            if (factor.testBit(bit)) {
                sum = add(sum, p);
            }
        }
        return sum;
    }

    /** f_{|x|,Q}(P) to the power of (p¹² − 1)/r, Q being taken from the twist to the curve. */
    static Element pairing(Point p, Point twisted) {
        Point q = new Point(
                twisted.x.multiply(Element.w(2).invert()),
                twisted.y.multiply(Element.w(3).invert()));
        Element f = Element.of(1);
        Point t = q;
        for (int bit = X.bitLength() - 2; bit >= 0; bit--) {
            f = f.multiply(f).multiply(line(t, t, p));
            t = Objects.requireNonNull(add(t, t));
            if (X.testBit(bit)) {
                f = f.multiply(line(t, q, p));
                t = Objects.requireNonNull(add(t, q));
            }
        }
        return f.power(P.pow(12).subtract(BigInteger.ONE).divide(R));
    }

    private static Element line(Point t, Point q, Point p) {
        return p.y.subtract(t.y).subtract(slope(t, q).multiply(p.x.subtract(t.x)));
    }

    /** The point, or null for infinity. */
    static @Nullable Point of(CurvePoint point) {
        int limbs = point.group().coordinateLimbs();
        return point.isInfinity() ? null : new Point(element(point.x(), limbs), element(point.y(), limbs));
    }

    static Point finite(CurvePoint point) {
        return Objects.requireNonNull(of(point));
    }

    private static Element element(long[] limbs, int count) {
        BigInteger imaginary = count == Fp.LIMBS ? BigInteger.ZERO : Fp.value(limbs, Fp.LIMBS);
        return Element.of(Fp.value(limbs, 0), imaginary);
    }

    static BigInteger random(Random random, BigInteger bound) {
        return new BigInteger(bound.bitLength() + 64, random).mod(bound);
    }

    /** Small numbers, numbers next to the bound, and uniform ones. */
    static BigInteger extreme(Random random, BigInteger bound) {
        return switch (random.nextInt(8)) {
            case 0 -> BigInteger.valueOf(random.nextInt(3));
            case 1 -> bound.subtract(BigInteger.valueOf(1 + random.nextInt(3)));
            case 2 ->
                BigInteger.ONE.shiftLeft(random.nextInt(bound.bitLength())).mod(bound);
            case 3 ->
                BigInteger.ONE
                        .shiftLeft(random.nextInt(bound.bitLength()))
                        .negate()
                        .mod(bound);
            default -> random(random, bound);
        };
    }
}
