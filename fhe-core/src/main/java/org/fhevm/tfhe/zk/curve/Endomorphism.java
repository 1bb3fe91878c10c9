package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;

/** The maps of the curves that are multiplications on the groups. */
final class Endomorphism {
    /** A cube root of 1 in Fp, the one for which {@link #phi} is multiplication by −x². */
    static final long[] BETA = Fp.of(new BigInteger("18292478899820133222385880210918854254706405831091403105831645"
            + "830694649873798259945392135397923436410689931051012"));

    /** ξ^((1−p)/3) and ξ^((1−p)/2). */
    private static final long[] PSI_X =
            xiPower(Fp.MODULUS.subtract(BigInteger.ONE).divide(BigInteger.valueOf(3)));

    private static final long[] PSI_Y =
            xiPower(Fp.MODULUS.subtract(BigInteger.ONE).shiftRight(1));

    private Endomorphism() {}

    private static long[] xiPower(BigInteger negatedExponent) {
        CoordinateField.Quadratic field = new CoordinateField.Quadratic();
        long[] power = Fp2.power(field, Fp2.XI, negatedExponent);
        field.invert(power, 0, power, 0);
        return power;
    }

    /** (β·x, y) of a point over Fp. */
    static void phi(long[] out, int o, long[] point, int offset) {
        Fp.multiply(out, o, point, offset, BETA, 0);
        System.arraycopy(point, offset + Fp.LIMBS, out, o + Fp.LIMBS, Fp.LIMBS);
    }

    /** The Frobenius map of a point of the twist. */
    static void psi(CoordinateField.Quadratic field, long[] out, int o, long[] point, int offset) {
        int limbs = field.limbs();
        field.conjugate(out, o, point, offset);
        field.multiply(out, o, out, o, PSI_X, 0);
        field.conjugate(out, o + limbs, point, offset + limbs);
        field.multiply(out, o + limbs, out, o + limbs, PSI_Y, 0);
    }
}
