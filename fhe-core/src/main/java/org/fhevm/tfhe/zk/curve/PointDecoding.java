package org.fhevm.tfhe.zk.curve;

import java.util.Arrays;
import java.util.Optional;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Compressed;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Infinity;
import org.fhevm.tfhe.core.entity.EncodedCurvePoint.Uncompressed;

/**
 * Decodes points, and refuses everything but the one encoding of a point of the group: field elements that are not
 * below p, coordinates that are not on the curve, points outside the group of order r. tfhe-rs 0.9.1 checks none of
 * this.
 *
 * <p>Has work space; for one thread.
 */
public final class PointDecoding {
    private final Group group;
    private final CoordinateField field;
    private final Membership membership;

    public PointDecoding(Group group) {
        this.group = group;
        this.field = group.newField();
        this.membership = new Membership(group);
    }

    /** The point, or nothing if it is none; infinity is a point. */
    public Optional<CurvePoint> decode(EncodedCurvePoint encoded) {
        return switch (encoded) {
            case Infinity infinity -> Optional.of(group.infinity());
            case Compressed compressed -> decompress(compressed);
            case Uncompressed uncompressed -> {
                long[] coordinates = coordinates(uncompressed.x());
                System.arraycopy(uncompressed.y(), 0, coordinates, group.coordinateLimbs(), group.coordinateLimbs());
                yield isMember(coordinates, 0)
                        ? Optional.of(CurvePoint.trusted(group, coordinates, 0))
                        : Optional.empty();
            }
        };
    }

    private Optional<CurvePoint> decompress(Compressed compressed) {
        long[] coordinates = coordinates(compressed.x());
        boolean found = field.isCanonical(coordinates, 0)
                && membership.solveForY(coordinates, 0, compressed.takeLargest())
                && membership.isInSubgroup(coordinates, 0);
        return found ? Optional.of(CurvePoint.trusted(group, coordinates, 0)) : Optional.empty();
    }

    /**
     * Stores the y that belongs to a compressed x, and checks nothing but that there is one and that x is below p.
     *
     * @param coordinates x, then room for y, from {@code offset} on
     */
    public boolean decompress(long[] coordinates, int offset, boolean takeLargest) {
        return field.isCanonical(coordinates, offset) && membership.solveForY(coordinates, offset, takeLargest);
    }

    /** Whether coordinates are a point of the group, infinity not being one. */
    public boolean isMember(long[] coordinates, int offset) {
        return field.isCanonical(coordinates, offset)
                && field.isCanonical(coordinates, offset + group.coordinateLimbs())
                && membership.isOnCurve(coordinates, offset)
                && membership.isInSubgroup(coordinates, offset);
    }

    /**
     * Whether all of many points are points of the group, as {@link #isMember} tells of one. Several times as quick for
     * each.
     *
     * @param coordinates x and y of one after the other
     * @param from the first of them
     */
    public boolean areMembers(long[] coordinates, int from, int count) {
        int length = 2 * group.coordinateLimbs();
        for (int i = from; i < from + count; i++) {
            boolean onCurve = field.isCanonical(coordinates, i * length)
                    && field.isCanonical(coordinates, i * length + group.coordinateLimbs())
                    && membership.isOnCurve(coordinates, i * length);
            if (!onCurve) {
                return false;
            }
        }
        return membership.areInSubgroup(coordinates, from, count);
    }

    private long[] coordinates(long[] x) {
        return Arrays.copyOf(x, 2 * group.coordinateLimbs());
    }

    /** The uncompressed form of a point, which lists and proofs of tfhe-rs use. */
    public static EncodedCurvePoint encode(CurvePoint point) {
        return point.isInfinity() ? new Infinity() : new Uncompressed(point.x(), point.y());
    }
}
