package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import org.fhevm.tfhe.math.simd.FieldLanes;

/**
 * Whether coordinates are a point of a curve, and of its subgroup of order r. Has work space; for one thread.
 *
 * <p>The subgroup is told by an endomorphism, which takes a quarter (G1: half) of the steps of a multiplication by r:
 *
 * <ul>
 *   <li>G1: φ(x, y) = (β·x, y) with β a cube root of 1 satisfies φ² + φ + 1 = 0 on the whole curve and is
 *       multiplication by −x² on G1. Conversely φ(P) = −x²·P implies (x⁴ − x² + 1)·P = r·P = 0.
 *   <li>G2: ψ, the Frobenius map carried over to the twist, is multiplication by x on G2. M. Scott, "A note on group
 *       membership tests for G1, G2 and GT on BLS pairing-friendly curves" (ePrint 2021/1130), shows that ψ(P) = x·P
 *       implies membership if the cofactors of both curves have no common factor, which is the case here.
 * </ul>
 */
final class Membership {
    private static final BigInteger X_SQUARED = CurveParameter.X.pow(2);

    private final Group group;
    private final CoordinateField field;
    private final JacobianArithmetic arithmetic;
    private final int limbs;
    private final long[] t;
    private final long[] multiple;

    Membership(Group group) {
        this.group = group;
        this.field = group.newField();
        this.arithmetic = new JacobianArithmetic(group);
        this.limbs = group.coordinateLimbs();
        this.t = new long[6 * limbs];
        this.multiple = arithmetic.newPoint();
    }

    /** Whether y² = x³ + b. */
    boolean isOnCurve(long[] coordinates, int offset) {
        rightSide(t, coordinates, offset);
        field.square(t, limbs, coordinates, offset + limbs);
        return field.equal(t, 0, t, limbs);
    }

    /** x³ + b. */
    private void rightSide(long[] out, long[] coordinates, int offset) {
        field.square(out, 0, coordinates, offset);
        field.multiply(out, 0, out, 0, coordinates, offset);
        field.add(out, 0, out, 0, group.constant(), 0);
    }

    /**
     * Stores the y that belongs to x.
     *
     * @param larger whether it is the larger of both
     * @return whether there is one
     */
    boolean solveForY(long[] coordinates, int offset, boolean larger) {
        rightSide(t, coordinates, offset);
        if (!field.squareRoot(coordinates, offset + limbs, t, 0)) {
            return false;
        }
        if (field.isLarger(coordinates, offset + limbs) != larger) {
            field.negate(coordinates, offset + limbs, coordinates, offset + limbs);
        }
        return true;
    }

    /** Whether a point of the curve is in the subgroup; it is not infinity. */
    boolean isInSubgroup(long[] coordinates, int offset) {
        return switch (group) {
            case G1 -> isInG1(coordinates, offset);
            case G2 -> isInG2(coordinates, offset);
        };
    }

    /**
     * Whether points of the curve are all in the subgroup; none is infinity. The multiples of all are made step by step
     * side by side.
     *
     * @param from the first of them
     */
    boolean areInSubgroup(long[] coordinates, int from, int count) {
        AffineLanes adder = AffineLanes.of(group, FieldLanes.best(Fp.MODULUS));
        int length = adder.pointLength();
        double[] points = new double[count * length];
        for (int i = 0; i < count; i++) {
            adder.fromLimbs(coordinates, (from + i) * 2 * limbs, points, i * length);
        }
        BigInteger factor = group == Group.G1 ? X_SQUARED : CurveParameter.ABSOLUTE;
        double[] multiples = points.clone();
        for (int bit = factor.bitLength() - 2; bit >= 0; bit--) {
            adder.twice(multiples, 0, count);
            if (factor.testBit(bit)) {
                for (int i = 0; i < count; i++) {
                    adder.add(multiples, i * length, points, i * length, multiples, i * length);
                }
                adder.flush();
            }
        }
        for (int i = 0; i < count; i++) {
            image(coordinates, (from + i) * 2 * limbs);
            adder.toLimbs(multiples, i * length, t, 2 * limbs);
            if (!field.equal(t, 0, t, 2 * limbs) || !field.equal(t, limbs, t, 3 * limbs)) {
                return false;
            }
        }
        return true;
    }

    /** Stores what the multiple has to be: −φ(P) or −ψ(P). */
    private void image(long[] coordinates, int offset) {
        switch (group) {
            case G1 -> Endomorphism.phi(t, 0, coordinates, offset);
            case G2 -> Endomorphism.psi((CoordinateField.Quadratic) field, t, 0, coordinates, offset);
        }
        field.negate(t, limbs, t, limbs);
    }

    /** φ(P) = −x²·P. */
    private boolean isInG1(long[] coordinates, int offset) {
        image(coordinates, offset);
        arithmetic.multiply(multiple, coordinates, offset, X_SQUARED);
        return isMultiple();
    }

    /** ψ(P) = −|x|·P. */
    private boolean isInG2(long[] coordinates, int offset) {
        image(coordinates, offset);
        arithmetic.multiply(multiple, coordinates, offset, CurveParameter.ABSOLUTE);
        return isMultiple();
    }

    /** Whether the Jacobian {@link #multiple} is the affine point in {@link #t}: X = x·Z² and Y = y·Z³. */
    private boolean isMultiple() {
        if (arithmetic.isInfinity(multiple)) {
            return false;
        }
        int zz = 2 * limbs;
        field.square(t, zz, multiple, 2 * limbs);
        field.multiply(t, 0, t, 0, t, zz);
        field.multiply(t, zz, t, zz, multiple, 2 * limbs);
        field.multiply(t, limbs, t, limbs, t, zz);
        return field.equal(t, 0, multiple, 0) && field.equal(t, limbs, multiple, limbs);
    }
}
