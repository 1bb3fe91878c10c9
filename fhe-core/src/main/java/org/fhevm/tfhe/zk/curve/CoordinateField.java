package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The field that coordinates of a group are from: Fp for G1, Fp2 for G2. An element is {@link #limbs()} words within an
 * array. Outputs may be the same slices as inputs.
 *
 * <p>An instance has work space and serves one thread.
 */
abstract sealed class CoordinateField permits CoordinateField.Prime, CoordinateField.Quadratic {
    /** Words of an element. */
    abstract int limbs();

    abstract void multiply(long[] out, int o, long[] x, int xo, long[] y, int yo);

    abstract void square(long[] out, int o, long[] x, int xo);

    abstract void add(long[] out, int o, long[] x, int xo, long[] y, int yo);

    abstract void subtract(long[] out, int o, long[] x, int xo, long[] y, int yo);

    /** {@code out = x^-1}; x is not 0. */
    abstract void invert(long[] out, int o, long[] x, int xo);

    /** Stores a square root, or answers false if there is none. */
    abstract boolean squareRoot(long[] out, int o, long[] x, int xo);

    /** Whether x is the larger of x and −x, comparing values, in Fp2 those of u first. */
    abstract boolean isLarger(long[] x, int xo);

    final void negate(long[] out, int o, long[] x, int xo) {
        for (int i = 0; i < limbs(); i += Fp.LIMBS) {
            Fp.negate(out, o + i, x, xo + i);
        }
    }

    final boolean isZero(long[] x, int xo) {
        for (int i = 0; i < limbs(); i += Fp.LIMBS) {
            if (!Fp.isZero(x, xo + i)) {
                return false;
            }
        }
        return true;
    }

    final boolean isCanonical(long[] x, int xo) {
        for (int i = 0; i < limbs(); i += Fp.LIMBS) {
            if (!Fp.isCanonical(x, xo + i)) {
                return false;
            }
        }
        return true;
    }

    final boolean equal(long[] x, int xo, long[] y, int yo) {
        return Arrays.equals(x, xo, xo + limbs(), y, yo, yo + limbs());
    }

    final void copy(long[] out, int o, long[] x, int xo) {
        System.arraycopy(x, xo, out, o, limbs());
    }

    final void one(long[] out, int o) {
        Arrays.fill(out, o, o + limbs(), 0);
        System.arraycopy(Constants.ONE, 0, out, o, Fp.LIMBS);
    }

    private static boolean isLargerInFp(long[] x, int xo) {
        return Fp.value(x, xo).shiftLeft(1).compareTo(Fp.MODULUS) > 0;
    }

    /** Numbers of Fp that several classes need. */
    static final class Constants {
        static final long[] ONE = Fp.of(BigInteger.ONE);
        static final long[] HALF = Fp.of(BigInteger.TWO.modInverse(Fp.MODULUS));

        private Constants() {}
    }

    /** Fp. */
    static final class Prime extends CoordinateField {
        @Override
        int limbs() {
            return Fp.LIMBS;
        }

        @Override
        void multiply(long[] out, int o, long[] x, int xo, long[] y, int yo) {
            Fp.multiply(out, o, x, xo, y, yo);
        }

        @Override
        void square(long[] out, int o, long[] x, int xo) {
            Fp.multiply(out, o, x, xo, x, xo);
        }

        @Override
        void add(long[] out, int o, long[] x, int xo, long[] y, int yo) {
            Fp.add(out, o, x, xo, y, yo);
        }

        @Override
        void subtract(long[] out, int o, long[] x, int xo, long[] y, int yo) {
            Fp.subtract(out, o, x, xo, y, yo);
        }

        @Override
        void invert(long[] out, int o, long[] x, int xo) {
            Fp.invert(out, o, x, xo);
        }

        @Override
        boolean squareRoot(long[] out, int o, long[] x, int xo) {
            return Fp.squareRoot(out, o, x, xo);
        }

        @Override
        boolean isLarger(long[] x, int xo) {
            return isLargerInFp(x, xo);
        }
    }

    /** Fp2 = Fp[u]/(u² + 1); c0 + c1·u is the limbs of c0, then those of c1. */
    static final class Quadratic extends CoordinateField {
        private static final int C1 = Fp.LIMBS;
        private final long[] real = new long[Fp.LIMBS];
        private final long[] negated = new long[Fp.LIMBS];
        private final long[] squares = new long[3 * Fp.LIMBS];

        @Override
        int limbs() {
            return 2 * Fp.LIMBS;
        }

        @Override
        void multiply(long[] out, int o, long[] x, int xo, long[] y, int yo) {
            Fp.negate(negated, 0, x, xo + C1);
            Fp.multiplySum(real, 0, x, xo, y, yo, negated, 0, y, yo + C1);
            Fp.multiplySum(out, o + C1, x, xo, y, yo + C1, x, xo + C1, y, yo);
            System.arraycopy(real, 0, out, o, Fp.LIMBS);
        }

        /** (c0 + c1)·(c0 − c1) + 2·c0·c1·u. */
        @Override
        void square(long[] out, int o, long[] x, int xo) {
            Fp.add(real, 0, x, xo, x, xo + C1);
            Fp.subtract(negated, 0, x, xo, x, xo + C1);
            Fp.multiply(out, o + C1, x, xo, x, xo + C1);
            Fp.add(out, o + C1, out, o + C1, out, o + C1);
            Fp.multiply(out, o, real, 0, negated, 0);
        }

        @Override
        void add(long[] out, int o, long[] x, int xo, long[] y, int yo) {
            Fp.add(out, o, x, xo, y, yo);
            Fp.add(out, o + C1, x, xo + C1, y, yo + C1);
        }

        @Override
        void subtract(long[] out, int o, long[] x, int xo, long[] y, int yo) {
            Fp.subtract(out, o, x, xo, y, yo);
            Fp.subtract(out, o + C1, x, xo + C1, y, yo + C1);
        }

        /** Multiplies by ξ = 1 + u. */
        void multiplyByXi(long[] out, int o, long[] x, int xo) {
            Fp.subtract(real, 0, x, xo, x, xo + C1);
            Fp.add(out, o + C1, x, xo, x, xo + C1);
            System.arraycopy(real, 0, out, o, Fp.LIMBS);
        }

        /** c0 − c1·u. */
        void conjugate(long[] out, int o, long[] x, int xo) {
            System.arraycopy(x, xo, out, o, Fp.LIMBS);
            Fp.negate(out, o + C1, x, xo + C1);
        }

        /** Multiplies both coefficients by an element of Fp. */
        void scale(long[] out, int o, long[] x, int xo, long[] factor, int fo) {
            System.arraycopy(factor, fo, real, 0, Fp.LIMBS);
            Fp.multiply(out, o, x, xo, real, 0);
            Fp.multiply(out, o + C1, x, xo + C1, real, 0);
        }

        /** The conjugate over the norm c0² + c1². */
        @Override
        void invert(long[] out, int o, long[] x, int xo) {
            Fp.multiplySum(squares, 0, x, xo, x, xo, x, xo + C1, x, xo + C1);
            Fp.invert(squares, 0, squares, 0);
            Fp.multiply(out, o, x, xo, squares, 0);
            Fp.multiply(out, o + C1, x, xo + C1, squares, 0);
            Fp.negate(out, o + C1, out, o + C1);
        }

        /**
         * With the norm N = s² of a + b·u, a root is t + b/(2t)·u where t² is one of (a ± s)/2. Where b is 0 and a is
         * not a square, it is √(−a)·u.
         */
        @Override
        boolean squareRoot(long[] out, int o, long[] x, int xo) {
            if (Fp.isZero(x, xo + C1)) {
                return rootOfReal(out, o, x, xo);
            }
            Fp.multiplySum(squares, 0, x, xo, x, xo, x, xo + C1, x, xo + C1);
            if (!Fp.squareRoot(squares, 0, squares, 0)) {
                return false;
            }
            Fp.add(squares, C1, x, xo, squares, 0);
            Fp.multiply(squares, C1, squares, C1, Constants.HALF, 0);
            if (!Fp.squareRoot(squares, C1, squares, C1)) {
                Fp.subtract(squares, C1, x, xo, squares, 0);
                Fp.multiply(squares, C1, squares, C1, Constants.HALF, 0);
                if (!Fp.squareRoot(squares, C1, squares, C1)) {
                    return false;
                }
            }
            Fp.add(squares, 2 * C1, squares, C1, squares, C1);
            Fp.invert(squares, 2 * C1, squares, 2 * C1);
            Fp.multiply(out, o + C1, x, xo + C1, squares, 2 * C1);
            System.arraycopy(squares, C1, out, o, Fp.LIMBS);
            return true;
        }

        /** −1 is not a square in Fp, so one of a and −a is. */
        private boolean rootOfReal(long[] out, int o, long[] x, int xo) {
            Arrays.fill(squares, C1, 2 * C1, 0);
            if (Fp.squareRoot(squares, 0, x, xo)) {
                System.arraycopy(squares, 0, out, o, 2 * Fp.LIMBS);
                return true;
            }
            Fp.negate(squares, 0, x, xo);
            Fp.squareRoot(squares, 0, squares, 0);
            System.arraycopy(squares, 0, out, o + C1, Fp.LIMBS);
            Arrays.fill(out, o, o + Fp.LIMBS, 0);
            return true;
        }

        @Override
        boolean isLarger(long[] x, int xo) {
            return isLargerInFp(x, Fp.isZero(x, xo + C1) ? xo : xo + C1);
        }
    }
}
