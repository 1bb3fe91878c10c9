package org.fhevm.tfhe.core.entity;

/**
 * A point of the curve BLS12-446 as a file states it; only its form has been checked.
 *
 * <p>A coordinate in Fp has 7 limbs, one in Fp2 has 14 (the coefficient of 1, then that of u), least significant limb
 * first, in Montgomery form (v · 2^448 mod p). Proof verification checks that limbs are below p and that the point is
 * on the curve and in its group.
 */
public sealed interface EncodedCurvePoint {
    /** Limbs of an element of Fp. */
    int LIMBS = 7;

    /** The neutral element. */
    record Infinity() implements EncodedCurvePoint {}

    /**
     * A point given by its x coordinate.
     *
     * @param x limbs of x; borrowed
     * @param takeLargest whether y is the larger of the two square roots
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; encodings are not compared
    record Compressed(long[] x, boolean takeLargest) implements EncodedCurvePoint {}

    /**
     * A point given by both coordinates.
     *
     * @param x limbs of x; borrowed
     * @param y limbs of y; borrowed
     */
    @SuppressWarnings("ArrayRecordComponent") // borrowed; encodings are not compared
    record Uncompressed(long[] x, long[] y) implements EncodedCurvePoint {}
}
