package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;

/**
 * The group law in Jacobian coordinates: (X, Y, Z) stands for the affine (X/Z², Y/Z³), and Z = 0 for infinity. A point
 * is 3 coordinates in an array of its own. Formulas dbl-2009-l, madd-2007-bl and add-2007-bl of the Explicit-Formulas
 * Database (Bernstein, Lange), all for a = 0, complete by case distinction.
 *
 * <p>Has work space; for one thread.
 */
final class JacobianArithmetic {
    private final Group group;
    private final CoordinateField field;
    private final int limbs;
    private final int y;
    private final int z;
    private final long[] t;

    JacobianArithmetic(Group group) {
        this.group = group;
        this.field = group.newField();
        this.limbs = group.coordinateLimbs();
        this.y = limbs;
        this.z = 2 * limbs;
        this.t = new long[8 * limbs];
    }

    /** A point at infinity. */
    long[] newPoint() {
        return new long[3 * limbs];
    }

    boolean isInfinity(long[] point) {
        return field.isZero(point, z);
    }

    void set(long[] point, CurvePoint affine) {
        setAffine(point, affine.coordinates(), 0);
    }

    /** Sets a point to affine coordinates, zeros being infinity. */
    void setAffine(long[] point, long[] affine, int offset) {
        System.arraycopy(affine, offset, point, 0, 2 * limbs);
        if (isZeroPair(affine, offset)) {
            Arrays.fill(point, z, z + limbs, 0);
        } else {
            field.one(point, z);
        }
    }

    private boolean isZeroPair(long[] affine, int offset) {
        return field.isZero(affine, offset) && field.isZero(affine, offset + limbs);
    }

    /** {@code point = 2·point}. Neither curve has a point of order 2 in its group, but this holds for all points. */
    void twice(long[] point) {
        int a = 0;
        int b = limbs;
        int c = 2 * limbs;
        int d = 3 * limbs;
        int e = 4 * limbs;
        int f = 5 * limbs;
        field.square(t, a, point, 0);
        field.square(t, b, point, y);
        field.square(t, c, t, b);
        field.add(t, d, point, 0, t, b);
        field.square(t, d, t, d);
        field.subtract(t, d, t, d, t, a);
        field.subtract(t, d, t, d, t, c);
        field.add(t, d, t, d, t, d);
        field.add(t, e, t, a, t, a);
        field.add(t, e, t, e, t, a);
        field.square(t, f, t, e);
        field.multiply(point, z, point, y, point, z);
        field.add(point, z, point, z, point, z);
        field.subtract(point, 0, t, f, t, d);
        field.subtract(point, 0, point, 0, t, d);
        field.subtract(t, d, t, d, point, 0);
        field.multiply(point, y, t, e, t, d);
        field.add(t, c, t, c, t, c);
        field.add(t, c, t, c, t, c);
        field.add(t, c, t, c, t, c);
        field.subtract(point, y, point, y, t, c);
    }

    /** {@code point = point + affine}, zeros being infinity. */
    void addAffine(long[] point, long[] affine, int offset) {
        if (isZeroPair(affine, offset)) {
            return;
        }
        if (isInfinity(point)) {
            setAffine(point, affine, offset);
            return;
        }
        int zz = 0;
        int u2 = limbs;
        int s2 = 2 * limbs;
        field.square(t, zz, point, z);
        field.multiply(t, u2, affine, offset, t, zz);
        field.multiply(t, s2, affine, offset + limbs, point, z);
        field.multiply(t, s2, t, s2, t, zz);
        field.subtract(t, u2, t, u2, point, 0);
        field.subtract(t, s2, t, s2, point, y);
        if (addEqual(point, u2, s2)) {
            return;
        }
        field.multiply(point, z, point, z, t, u2);
        finish(point, u2, s2);
    }

    /** {@code point = point + other}. */
    void add(long[] point, long[] other) {
        if (isInfinity(other)) {
            return;
        }
        if (isInfinity(point)) {
            System.arraycopy(other, 0, point, 0, point.length);
            return;
        }
        int z2 = 0;
        int u2 = limbs;
        int s2 = 2 * limbs;
        field.square(t, z2, other, z);
        field.multiply(point, 0, point, 0, t, z2);
        field.multiply(t, z2, t, z2, other, z);
        field.multiply(point, y, point, y, t, z2);
        field.square(t, z2, point, z);
        field.multiply(t, u2, other, 0, t, z2);
        field.multiply(t, z2, t, z2, point, z);
        field.multiply(t, s2, other, y, t, z2);
        field.multiply(point, z, point, z, other, z);
        field.subtract(t, u2, t, u2, point, 0);
        field.subtract(t, s2, t, s2, point, y);
        if (addEqual(point, u2, s2)) {
            return;
        }
        field.multiply(point, z, point, z, t, u2);
        finish(point, u2, s2);
    }

    /** Where both points have the same x (h is 0), the sum is the double or infinity. */
    private boolean addEqual(long[] point, int h, int r) {
        if (!field.isZero(t, h)) {
            return false;
        }
        if (field.isZero(t, r)) {
            twice(point);
        } else {
            Arrays.fill(point, 0);
        }
        return true;
    }

    /** X = r² − h³ − 2V and Y = r·(V − X) − Y1·h³ with V = X1·h². */
    private void finish(long[] point, int h, int r) {
        int hh = 3 * limbs;
        int v = 4 * limbs;
        field.square(t, hh, t, h);
        field.multiply(t, v, point, 0, t, hh);
        field.multiply(t, hh, t, hh, t, h);
        field.square(point, 0, t, r);
        field.subtract(point, 0, point, 0, t, hh);
        field.subtract(point, 0, point, 0, t, v);
        field.subtract(point, 0, point, 0, t, v);
        field.subtract(t, v, t, v, point, 0);
        field.multiply(t, v, t, v, t, r);
        field.multiply(t, hh, point, y, t, hh);
        field.subtract(point, y, t, v, t, hh);
    }

    /** {@code product = factor·affine} for a factor that is not negative, bit by bit. */
    void multiply(long[] product, long[] affine, int offset, BigInteger factor) {
        Arrays.fill(product, 0);
        for (int bit = factor.bitLength() - 1; bit >= 0; bit--) {
            twice(product);
            if (factor.testBit(bit)) {
                addAffine(product, affine, offset);
            }
        }
    }

    CurvePoint toAffine(long[] point) {
        long[] affine = new long[2 * limbs];
        toAffine(point, affine, 0);
        return CurvePoint.trusted(group, affine, 0);
    }

    /** Stores affine coordinates, zeros for infinity. */
    void toAffine(long[] point, long[] affine, int offset) {
        if (isInfinity(point)) {
            Arrays.fill(affine, offset, offset + 2 * limbs, 0);
            return;
        }
        field.invert(t, 0, point, z);
        field.square(t, limbs, t, 0);
        field.multiply(affine, offset, point, 0, t, limbs);
        field.multiply(t, limbs, t, limbs, t, 0);
        field.multiply(affine, offset + limbs, point, y, t, limbs);
    }
}
