package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;

/** Constants of Fp2. */
final class Fp2 {
    /** ξ = 1 + u, which is neither a square nor a cube. */
    static final long[] XI = xi();

    private Fp2() {}

    private static long[] xi() {
        long[] xi = Arrays.copyOf(CoordinateField.Constants.ONE, 2 * Fp.LIMBS);
        System.arraycopy(CoordinateField.Constants.ONE, 0, xi, Fp.LIMBS, Fp.LIMBS);
        return xi;
    }

    /** The power of an element with an exponent that is not negative. */
    static long[] power(CoordinateField.Quadratic field, long[] base, BigInteger exponent) {
        long[] power = new long[field.limbs()];
        field.one(power, 0);
        for (int bit = exponent.bitLength() - 1; bit >= 0; bit--) {
            field.square(power, 0, power, 0);
            if (exponent.testBit(bit)) {
                field.multiply(power, 0, power, 0, base, 0);
            }
        }
        return power;
    }
}
