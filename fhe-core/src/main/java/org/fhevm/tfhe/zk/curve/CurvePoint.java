package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/**
 * A point of G1 or G2, by its affine coordinates. Points from outside become one only through {@link PointDecoding}, so
 * each is on its curve and in its group. Immutable.
 */
public final class CurvePoint {
    private final Group group;
    private final boolean infinity;

    /** x, then y; zeros for infinity, which are on neither curve. */
    private final long[] coordinates;

    private CurvePoint(Group group, boolean infinity, long[] coordinates) {
        this.group = group;
        this.infinity = infinity;
        this.coordinates = coordinates;
    }

    static CurvePoint infinity(Group group) {
        return new CurvePoint(group, true, new long[2 * group.coordinateLimbs()]);
    }

    /** A point that is known to be of the group. */
    static CurvePoint trusted(Group group, long[] x, long[] y) {
        int limbs = group.coordinateLimbs();
        long[] coordinates = Arrays.copyOf(x, 2 * limbs);
        System.arraycopy(y, 0, coordinates, limbs, limbs);
        return new CurvePoint(group, false, coordinates);
    }

    /** The point of coordinates that are known to be of the group; zeros stand for infinity. */
    static CurvePoint trusted(Group group, long[] coordinates, int offset) {
        long[] copy = Arrays.copyOfRange(coordinates, offset, offset + 2 * group.coordinateLimbs());
        return new CurvePoint(group, Arrays.stream(copy).allMatch(limb -> limb == 0), copy);
    }

    /**
     * The point of coordinates that were found to be of the group by {@link PointDecoding#isMember}; zeros stand for
     * infinity.
     *
     * @param coordinates x, then y, from {@code offset} on
     */
    public static CurvePoint ofValidated(Group group, long[] coordinates, int offset) {
        return trusted(group, coordinates, offset);
    }

    public Group group() {
        return group;
    }

    public boolean isInfinity() {
        return infinity;
    }

    /** x, then y, in Montgomery form; zeros for infinity. Borrowed. */
    long[] coordinates() {
        return coordinates;
    }

    /** The x coordinate in Montgomery form; zeros for infinity. */
    public long[] x() {
        return Arrays.copyOf(coordinates, group.coordinateLimbs());
    }

    /** The y coordinate in Montgomery form; zeros for infinity. */
    public long[] y() {
        return Arrays.copyOfRange(coordinates, group.coordinateLimbs(), coordinates.length);
    }

    /** The point with y negated. */
    public CurvePoint negate() {
        long[] negated = coordinates.clone();
        group.newField().negate(negated, group.coordinateLimbs(), coordinates, group.coordinateLimbs());
        return new CurvePoint(group, infinity, negated);
    }

    /** The sum of two points of a group. */
    public CurvePoint add(CurvePoint other) {
        requireSameGroup(other);
        JacobianArithmetic arithmetic = new JacobianArithmetic(group);
        long[] sum = arithmetic.newPoint();
        arithmetic.set(sum, this);
        arithmetic.addAffine(sum, other.coordinates, 0);
        return arithmetic.toAffine(sum);
    }

    /** The multiple by an element of Fr. */
    public CurvePoint multiply(long[] scalar) {
        return multiply(Fr.value(scalar, 0));
    }

    /** The multiple by an integer that is not negative. The time depends on it. */
    public CurvePoint multiply(BigInteger factor) {
        JacobianArithmetic arithmetic = new JacobianArithmetic(group);
        long[] product = arithmetic.newPoint();
        arithmetic.multiply(product, coordinates, 0, factor);
        return arithmetic.toAffine(product);
    }

    /**
     * The sum of multiples of a few points of a group by integers that are not negative, which share their doublings.
     * The time depends on the integers.
     */
    public static CurvePoint sumOfMultiples(List<CurvePoint> points, List<BigInteger> factors) {
        CurvePoint some = points.getFirst();
        points.forEach(some::requireSameGroup);
        JacobianArithmetic arithmetic = new JacobianArithmetic(some.group);
        long[] sum = arithmetic.newPoint();
        int bits = factors.stream().mapToInt(BigInteger::bitLength).max().orElse(0);
        for (int bit = bits - 1; bit >= 0; bit--) {
            arithmetic.twice(sum);
            for (int i = 0; i < factors.size(); i++) {
                if (factors.get(i).testBit(bit)) {
                    arithmetic.addAffine(sum, points.get(i).coordinates, 0);
                }
            }
        }
        return arithmetic.toAffine(sum);
    }

    /**
     * Writes the form that transcripts hash: x, y, and 1 for infinity or else 0; {@link Group#transcriptBytes()} bytes.
     */
    public byte[] transcriptBytes() {
        byte[] bytes = new byte[group.transcriptBytes()];
        for (int i = 0; i < bytes.length - 1; i++) {
            bytes[i] = (byte) (coordinates[i / 8] >>> (8 * (i % 8)));
        }
        bytes[bytes.length - 1] = (byte) (infinity ? 1 : 0);
        return bytes;
    }

    private void requireSameGroup(CurvePoint other) {
        if (other.group != group) {
            throw new IllegalArgumentException("a point of " + other.group + " where one of " + group + " is needed");
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CurvePoint point
                && point.group == group
                && Arrays.equals(point.coordinates, coordinates);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(coordinates);
    }

    @Override
    public String toString() {
        return group + (infinity ? " infinity" : " point");
    }
}
