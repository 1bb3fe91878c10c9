package org.fhevm.tfhe.zk.curve;

import java.math.BigInteger;
import java.util.Arrays;
import org.fhevm.tfhe.math.simd.FieldLanes;

/**
 * Fixed points of a group, prepared for sums of multiples. Immutable.
 *
 * <p><b>Method.</b> Pippenger's: scalars are cut into windows of c bits with signed digits. For each window the points
 * are sorted into 2^(c−1) buckets by their digit; then the buckets are summed and weighted. Each bucket is a tree of
 * independent pairs, which {@link AffineLanes} adds. The weighted sum of the buckets is computed in many segments side
 * by side, so that it also consists of independent pairs.
 *
 * <p>In G1 a scalar s is first cut into s₀ + s₁·x² (x is the curve's parameter, x² has 149 bits): −x²·P is φ(P) = (β·x,
 * y). With −φ(P) as a second point of the table there are half the windows with twice the points.
 *
 * <p><b>Memory.</b> 216 bytes for a point of G1, 288 for one of G2. A sum takes, for each thread, 72 bytes (G1) or 144
 * (G2) for each point of the table and some megabytes.
 */
public final class PointTable {
    private static final BigInteger X_SQUARED = CurveParameter.X.pow(2);

    private final Group group;
    private final FieldLanes field;
    private final int count;

    /** Points as {@link AffineLanes} has them, in G1 each followed by the x of the second. */
    private final double[] points;

    private final int stride;

    private PointTable(Group group, FieldLanes field, int count, double[] points, int stride) {
        this.group = group;
        this.field = field;
        this.count = count;
        this.points = points;
        this.stride = stride;
    }

    /**
     * Prepares points that are in the group, none of them infinity.
     *
     * @param coordinates x and y of one after the other, in Montgomery form
     */
    public static PointTable of(Group group, long[] coordinates, int from, int count) {
        return of(group, coordinates, from, count, FieldLanes.best(Fp.MODULUS));
    }

    static PointTable of(Group group, long[] coordinates, int from, int count, FieldLanes field) {
        int elements = 2 * group.coordinateLimbs() / Fp.LIMBS;
        int stride = (elements + (group == Group.G1 ? 1 : 0)) * FieldLanes.DIGITS;
        double[] points = new double[Math.multiplyExact(count, stride)];
        long[] work = new long[Fp.LIMBS];
        long[] image = new long[Fp.LIMBS];
        for (int i = 0; i < count; i++) {
            int source = (from + i) * 2 * group.coordinateLimbs();
            for (int e = 0; e < elements; e++) {
                LaneForm.toDigits(points, i * stride + e * FieldLanes.DIGITS, coordinates, source + e * Fp.LIMBS, work);
            }
            if (group == Group.G1) {
                Fp.multiply(image, 0, coordinates, source, Endomorphism.BETA, 0);
                LaneForm.toDigits(points, i * stride + elements * FieldLanes.DIGITS, image, 0, work);
            }
        }
        return new PointTable(group, field, count, points, stride);
    }

    /** Points of the table. */
    public int count() {
        return count;
    }

    /** Bytes that the table keeps. */
    public long memoryBytes() {
        return points.length * (long) Double.BYTES;
    }

    /**
     * The sum of {@code scalars[i]·P_i} over the first points of the table.
     *
     * @param scalars plain integers of 5 limbs each below r (as {@link Fr#toInteger} makes them), one for each point
     *     from the first on
     * @param terms how many
     */
    public CurvePoint sum(long[] scalars, int terms, Workers workers) {
        return start(scalars, terms).run(workers);
    }

    /** The same as tasks that a caller runs together with others. */
    public TableSum start(long[] scalars, int terms) {
        return switch (group) {
            case G1 -> {
                long[] halves = split(scalars, terms);
                yield new TableSum(this, halves, 3, 2 * terms, X_SQUARED.bitLength());
            }
            case G2 -> new TableSum(this, scalars, Fr.LIMBS, terms, Fr.BITS);
        };
    }

    /**
     * The sum of {@code scalars[i]·P_i} with scalars of at most 128 bits.
     *
     * @param scalars two limbs each
     */
    public CurvePoint sumOfShort(long[] scalars, int terms, Workers workers) {
        return startShort(scalars, terms).run(workers);
    }

    /** The same as tasks that a caller runs together with others. */
    public TableSum startShort(long[] scalars, int terms) {
        if (group == Group.G2) {
            return new TableSum(this, scalars, 2, terms, 128);
        }
        long[] wide = new long[terms * 3 * 2];
        for (int i = 0; i < terms; i++) {
            System.arraycopy(scalars, 2 * i, wide, 6 * i, 2);
        }
        return new TableSum(this, wide, 3, 2 * terms, 128);
    }

    /**
     * The sum of the points whose bit is 1.
     *
     * @param bits 0 or 1 for each point from the first on
     */
    public CurvePoint sumOfSubset(long[] bits, Workers workers) {
        if (group == Group.G2) {
            return new TableSum(this, bits, 1, bits.length, 1).run(workers);
        }
        long[] wide = new long[2 * bits.length];
        for (int i = 0; i < bits.length; i++) {
            wide[2 * i] = bits[i];
        }
        return new TableSum(this, wide, 1, wide.length, 1).run(workers);
    }

    /** Cuts each scalar into s₀ and s₁ of 3 limbs with s = s₀ + s₁·x². */
    private static long[] split(long[] scalars, int terms) {
        long[] halves = new long[6 * terms];
        ScalarSplit split = new ScalarSplit();
        for (int i = 0; i < terms; i++) {
            split.split(scalars, i * Fr.LIMBS, halves, 6 * i);
        }
        return halves;
    }

    Group group() {
        return group;
    }

    FieldLanes field() {
        return field;
    }

    /** The digits of all points; borrowed. */
    double[] points() {
        return points;
    }

    /**
     * Where x of a point is.
     *
     * @param index in G2 that of the point; in G1 2·i for point i, and 2·i + 1 for its image that x² multiplies by
     */
    int xAt(int index) {
        return switch (group) {
            case G1 -> index / 2 * stride + (index & 1) * 2 * FieldLanes.DIGITS;
            case G2 -> index * stride;
        };
    }

    /** Where y of a point is, or its negative. */
    int yAt(int index) {
        return switch (group) {
            case G1 -> index / 2 * stride + FieldLanes.DIGITS;
            case G2 -> index * stride + 2 * FieldLanes.DIGITS;
        };
    }

    /** Whether that is the negative. */
    boolean isNegated(int index) {
        return group == Group.G1 && (index & 1) == 1;
    }

    /** Copies a point, or its negative. */
    void copyTo(int index, boolean negative, double[] out, int o) {
        int half = group.coordinateLimbs() / Fp.LIMBS * FieldLanes.DIGITS;
        int x = xAt(index);
        int y = yAt(index);
        double sign = isNegated(index) == negative ? 1 : -1;
        for (int i = 0; i < half; i++) {
            out[o + i] = points[x + i];
            out[o + half + i] = sign * points[y + i];
        }
    }

    @Override
    public String toString() {
        return count + " points of " + group;
    }

    /** Division by x². Has work space; for one thread. */
    private static final class ScalarSplit {
        private static final int LIMBS = 3;
        private static final long[] DIVISOR = limbs(X_SQUARED, LIMBS);

        /** ⌊2^320/x²⌋, of 171 bits. */
        private static final long[] RECIPROCAL =
                limbs(BigInteger.ONE.shiftLeft(320).divide(X_SQUARED), LIMBS);

        private final long[] product = new long[Fr.LIMBS + LIMBS];

        private static long[] limbs(BigInteger value, int count) {
            long[] limbs = new long[count];
            Limbs.fromBigInteger(value, limbs, 0, count);
            return limbs;
        }

        /**
         * The quotient by the reciprocal, ⌊s·⌊2^320/x²⌋/2^320⌋, is the true one or one less, because s is below 2^320.
         * (Barrett.)
         *
         * @param out the remainder, then the quotient, 3 limbs each
         */
        void split(long[] scalar, int from, long[] out, int to) {
            multiply(product, scalar, from, Fr.LIMBS, RECIPROCAL, 0);
            System.arraycopy(product, Fr.LIMBS, out, to + LIMBS, LIMBS);
            multiply(product, out, to + LIMBS, LIMBS, DIVISOR, 0);
            long borrow = 0;
            for (int i = 0; i < LIMBS; i++) {
                long difference = scalar[from + i] - product[i];
                long next = Long.compareUnsigned(scalar[from + i], product[i]) < 0 ? 1 : 0;
                out[to + i] = difference - borrow;
                borrow = next | (Long.compareUnsigned(difference, borrow) < 0 ? 1 : 0);
            }
            if (compare(out, to, DIVISOR) >= 0) {
                subtractDivisor(out, to);
                for (int i = LIMBS; i < 2 * LIMBS && ++out[to + i] == 0; i++) {}
            }
        }

        private static void multiply(long[] product, long[] x, int from, int count, long[] y, int yFrom) {
            Arrays.fill(product, 0);
            for (int i = 0; i < count; i++) {
                long carry = 0;
                for (int j = 0; j < LIMBS; j++) {
                    long low = x[from + i] * y[yFrom + j];
                    long high = Math.unsignedMultiplyHigh(x[from + i], y[yFrom + j]);
                    low += product[i + j];
                    high += Long.compareUnsigned(low, product[i + j]) < 0 ? 1 : 0;
                    product[i + j] = low + carry;
                    carry = high + (Long.compareUnsigned(product[i + j], low) < 0 ? 1 : 0);
                }
                product[i + LIMBS] = carry;
            }
        }

        private static int compare(long[] x, int from, long[] y) {
            for (int i = LIMBS - 1; i >= 0; i--) {
                if (x[from + i] != y[i]) {
                    return Long.compareUnsigned(x[from + i], y[i]);
                }
            }
            return 0;
        }

        private static void subtractDivisor(long[] x, int from) {
            long borrow = 0;
            for (int i = 0; i < LIMBS; i++) {
                long difference = x[from + i] - DIVISOR[i];
                long next = Long.compareUnsigned(x[from + i], DIVISOR[i]) < 0 ? 1 : 0;
                x[from + i] = difference - borrow;
                borrow = next | (Long.compareUnsigned(difference, borrow) < 0 ? 1 : 0);
            }
        }
    }
}
