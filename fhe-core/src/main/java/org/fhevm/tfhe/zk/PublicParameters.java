package org.fhevm.tfhe.zk;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.tfhe.zk.curve.CurvePoint;
import org.fhevm.tfhe.zk.curve.Group;
import org.fhevm.tfhe.zk.curve.PointDecoding;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * The public parameters of proofs, often called the CRS: {@code g_i = α^i·g} for i = 1 to 2n but n + 1 (infinity
 * instead), and {@code ĝ_i = α^i·ĝ} for i = 1 to n, for an α that was erased. A party that knows α can prove anything.
 *
 * <p>Coordinates are those of the file. They are points only after {@link #validate}.
 *
 * @param shape the numbers
 * @param first x and y of g_1, g_2, …, 2n points of 14 limbs, zeros for g_(n+1); borrowed
 * @param second x and y of ĝ_1, ĝ_2, …, n points of 28 limbs; borrowed
 * @param separators domain separators of the challenges of these parameters: for y, t, aggregation, linear map, z and
 *     ω; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // the arrays are borrowed; parameters are not compared
public record PublicParameters(ProofShape shape, long[] first, long[] second, List<byte[]> separators) {
    /** Bytes of each separator. */
    public static final int SEPARATOR_BYTES = 256;

    /** Number of separators. */
    public static final int SEPARATORS = 6;

    /** Points that a task of the validation checks. */
    private static final int CHUNK = 1024;

    /** Ratio of the time of the checks of all points to the time of the consistency check. */
    private static final int CONSISTENCY_SHARE = 6;

    public PublicParameters {
        separators = List.copyOf(separators);
        int n = shape.powers();
        if (first.length != 2L * n * pointLimbs(Group.G1) || second.length != (long) n * pointLimbs(Group.G2)) {
            throw new IllegalArgumentException("public parameters of " + n + " powers cannot have " + first.length
                    + " and " + second.length + " limbs");
        }
        if (separators.size() != SEPARATORS
                || separators.stream().anyMatch(separator -> separator.length != SEPARATOR_BYTES)) {
            throw new IllegalArgumentException("public parameters have 6 separators of 256 bytes");
        }
    }

    private static int pointLimbs(Group group) {
        return 2 * group.coordinateLimbs();
    }

    /**
     * Checks that all points are points of their groups, infinity only at its place, and powers of one α. At the
     * parameters of fhevm this takes about half a minute of processor time, divided among the workers.
     */
    public Validity validate(Workers workers, Progress progress) {
        return validate(2 * shape.powers(), workers, progress);
    }

    /**
     * The same without {@code g_(n+2)} to {@code g_2n}, which only provers use; a third less work.
     */
    public Validity validateForVerification(Workers workers, Progress progress) {
        return validate(shape.powers() + 1, workers, progress);
    }

    /**
     * @param firstCount how many points of the first group are checked
     */
    private Validity validate(int firstCount, Workers workers, Progress progress) {
        int points = firstCount + shape.powers();
        int total = points + points / CONSISTENCY_SHARE;
        AtomicInteger done = new AtomicInteger();
        AtomicBoolean members = new AtomicBoolean(true);
        workers.run(Math.ceilDiv(points, CHUNK), task -> {
            int from = task * CHUNK;
            int to = Math.min(points, from + CHUNK);
            if (members.get() && !areMembers(from, to, firstCount)) {
                members.set(false);
            }
            progress.reached(done.addAndGet(to - from), total);
        });
        Validity validity = members.get() ? consistency(firstCount, workers) : Validity.POINT_OUTSIDE_GROUP;
        progress.reached(total, total);
        return validity;
    }

    private Validity consistency(int firstCount, Workers workers) {
        boolean upper = firstCount == 2 * shape.powers();
        return new ParameterConsistency(this).holds(upper, workers) ? Validity.VALID : Validity.NOT_POWERS;
    }

    /** Checks points of a range that counts the first group up to {@code firstCount}, then the second. */
    private boolean areMembers(int from, int to, int firstCount) {
        int n = shape.powers();
        return areMembers(Group.G1, first, from, Math.min(to, n))
                && (n < from || n >= to || isZero(first, n * pointLimbs(Group.G1), pointLimbs(Group.G1)))
                && areMembers(Group.G1, first, Math.max(from, n + 1), Math.min(to, firstCount))
                && areMembers(Group.G2, second, Math.max(from, firstCount) - firstCount, to - firstCount);
    }

    private static boolean areMembers(Group group, long[] points, int from, int to) {
        return from >= to || new PointDecoding(group).areMembers(points, from, to - from);
    }

    private static boolean isZero(long[] limbs, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (limbs[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /** g_i, 1-based. */
    CurvePoint firstPower(int i) {
        return CurvePoint.ofValidated(Group.G1, first, (i - 1) * pointLimbs(Group.G1));
    }

    /** ĝ_i, 1-based. */
    CurvePoint secondPower(int i) {
        return CurvePoint.ofValidated(Group.G2, second, (i - 1) * pointLimbs(Group.G2));
    }

    /** Receives the progress of a long task. */
    public interface Progress {
        /** Ignores all calls. */
        Progress NONE = (done, total) -> {};

        /** Called from any thread, in no certain order. */
        void reached(long done, long total);
    }

    /** The outcome of the check of public parameters. */
    public enum Validity {
        VALID,
        /** The coordinates of some place are not a point of its group, or infinity is not at its place. */
        POINT_OUTSIDE_GROUP,
        /** All points are in their groups, but they are not the powers of one α. */
        NOT_POWERS;

        public boolean isValid() {
            return this == VALID;
        }
    }
}
