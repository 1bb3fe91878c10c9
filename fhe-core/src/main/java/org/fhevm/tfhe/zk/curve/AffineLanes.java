package org.fhevm.tfhe.zk.curve;

import java.util.Arrays;
import org.fhevm.tfhe.math.simd.FieldLanes;

/**
 * Adds many pairs of affine points at once. Each slope needs an inversion, and one inversion serves all (Montgomery's
 * trick), so that an addition costs six products instead of eleven or more in projective coordinates. The field
 * arithmetic is that of {@link FieldLanes}, with one pair in each lane.
 *
 * <p>A point is the digits of its coordinates in Fp side by side, x then y; infinity has NaN for the first digit.
 * {@link #add} collects and copies pairs, which are summed when the batch is full or on {@link #flush}; so a result may
 * overwrite an input. Doublings form batches of their own. Pairs of equal or opposite points have no slope. They make
 * the product of all denominators 0; then the batch is added one by one in Jacobian coordinates. By chance that happens
 * with a probability of about 2^-280; a table filled with equal points makes it happen always, which costs only time.
 *
 * <p>Has work space; for one thread.
 */
abstract sealed class AffineLanes permits AffineLanesG1, AffineLanesG2 {
    static final int DIGITS = FieldLanes.DIGITS;

    /**
     * Pairs of a batch: an inversion, some 6 µs, is little for each, and the work space stays in the second-level
     * cache.
     */
    private static final int BATCH = 1024;

    final FieldLanes field;

    /** Doubles of an element of Fp in all lanes. */
    final int length;

    /** One element of Fp for each group of pairs, 0 where both points have the same x. */
    final double[] denominators;

    /** The reciprocals of the denominators of one group. */
    final double[] reciprocal;

    private final int lanes;
    private final int elements;
    private final double[] first;
    private final double[] second;
    private final double[] prefixes;
    private final double[] inverse;
    private final double[][] targets = new double[BATCH][];
    private final int[] places = new int[BATCH];
    private final long[] laneValues;
    private final long[] products;
    private final long[] single = new long[Fp.LIMBS];
    private final long[] work = new long[Fp.LIMBS];
    private final double[] digits = new double[DIGITS];
    private final FpInversion inversion = new FpInversion();
    private final JacobianArithmetic arithmetic;
    private final double[] zero;
    private int count;

    AffineLanes(Group group, FieldLanes field) {
        this.field = field;
        this.length = field.groupLength();
        this.denominators = new double[BATCH * DIGITS];
        this.reciprocal = new double[length];
        this.lanes = field.lanes();
        this.elements = 2 * group.coordinateLimbs() / Fp.LIMBS;
        this.first = new double[BATCH * elements * DIGITS];
        this.second = new double[BATCH * elements * DIGITS];
        this.prefixes = new double[BATCH * DIGITS];
        this.inverse = new double[length];
        this.laneValues = new long[lanes * Fp.LIMBS];
        this.products = new long[lanes * Fp.LIMBS];
        this.arithmetic = new JacobianArithmetic(group);
        this.zero = new double[length];
    }

    static AffineLanes of(Group group, FieldLanes field) {
        return switch (group) {
            case G1 -> new AffineLanesG1(field);
            case G2 -> new AffineLanesG2(field);
        };
    }

    /** Doubles of a point. */
    final int pointLength() {
        return elements * DIGITS;
    }

    static void setInfinity(double[] point, int at) {
        point[at] = Double.NaN;
    }

    static boolean isInfinity(double[] point, int at) {
        return Double.isNaN(point[at]);
    }

    /** Collects a pair, the sum of which goes to a place that may be that of an input. */
    final void add(double[] p, int pAt, double[] q, int qAt, double[] out, int outAt) {
        if (isInfinity(p, pAt)) {
            System.arraycopy(q, qAt, out, outAt, pointLength());
            return;
        }
        if (isInfinity(q, qAt)) {
            System.arraycopy(p, pAt, out, outAt, pointLength());
            return;
        }
        if (count == BATCH) {
            flush();
        }
        scatter(p, pAt, first, count);
        scatter(q, qAt, second, count);
        targets[count] = out;
        places[count] = outAt;
        count++;
    }

    /**
     * Collects a pair of points of a table, none of them infinity.
     *
     * @param p twice the index of a point of the table, plus 1 for its negative
     * @param q another
     */
    final void add(PointTable table, int p, int q, double[] out, int outAt) {
        if (count == BATCH) {
            flush();
        }
        scatter(table, p, first, count);
        scatter(table, q, second, count);
        targets[count] = out;
        places[count] = outAt;
        count++;
    }

    /** Reads directly from the table: its points are scattered in memory, and loads of several overlap. */
    private void scatter(PointTable table, int entry, double[] groups, int index) {
        double[] points = table.points();
        int half = elements * DIGITS / 2;
        int x = table.xAt(entry >> 1);
        int y = table.yAt(entry >> 1);
        double sign = table.isNegated(entry >> 1) == ((entry & 1) == 1) ? 1 : -1;
        int to = placeOf(index);
        int toY = to + half * lanes;
        for (int i = 0; i < half; i++) {
            groups[to + i * lanes] = points[x + i];
            groups[toY + i * lanes] = sign * points[y + i];
        }
    }

    private int placeOf(int index) {
        return index / lanes * elements * length + index % lanes;
    }

    private void scatter(double[] point, int at, double[] groups, int index) {
        int to = placeOf(index);
        for (int i = 0; i < elements * DIGITS; i++) {
            groups[to] = point[at + i];
            to += lanes;
        }
    }

    private void gather(double[] groups, int index, double[] point, int at) {
        gather(groups, groups, index, point, at);
    }

    private void gather(double[] xs, double[] ys, int index, double[] point, int at) {
        int half = elements * DIGITS / 2;
        int from = placeOf(index);
        int fromY = from + half * lanes;
        for (int i = 0; i < half; i++) {
            point[at + i] = xs[from + i * lanes];
            point[at + half + i] = ys[fromY + i * lanes];
        }
    }

    /** Doubles points in place. No pairs may be waiting. */
    final void twice(double[] points, int from, int pointCount) {
        if (count != 0) {
            throw new IllegalStateException(count + " pairs are waiting");
        }
        for (int i = from; i < from + pointCount; i++) {
            int at = i * pointLength();
            if (isInfinity(points, at)) {
                continue;
            }
            scatter(points, at, first, count);
            scatter(points, at, second, count);
            targets[count] = points;
            places[count] = at;
            if (++count == BATCH) {
                flush(true);
            }
        }
        flush(true);
    }

    /** Sums all pairs that were collected. */
    final void flush() {
        flush(false);
    }

    private void flush(boolean doubling) {
        if (count == 0) {
            return;
        }
        fillLastGroup();
        int groups = Math.ceilDiv(count, lanes);
        for (int g = 0; g < groups; g++) {
            if (doubling) {
                prepareTwice(first, g * elements * length, g * length);
            } else {
                prepare(first, second, g * elements * length, g * length);
            }
            if (g == 0) {
                System.arraycopy(denominators, 0, prefixes, 0, length);
            } else {
                field.multiply(prefixes, g * length, prefixes, (g - 1) * length, denominators, g * length);
            }
        }
        if (invertLanes((groups - 1) * length)) {
            finishAll(groups, doubling);
        } else {
            addOneByOne();
        }
        Arrays.fill(targets, 0, count, null);
        count = 0;
    }

    /** Fills lanes without a pair with the first pair, so that they do not make the product 0. */
    private void fillLastGroup() {
        for (int i = count; i % lanes != 0; i++) {
            int to = placeOf(i);
            for (int j = 0; j < elements * DIGITS; j++) {
                first[to + j * lanes] = first[j * lanes];
                second[to + j * lanes] = second[j * lanes];
            }
        }
    }

    /** Inverts the last prefix of each lane with one inversion, or answers false if one is 0. */
    private boolean invertLanes(int at) {
        int limbs = Fp.LIMBS;
        for (int l = 0; l < lanes; l++) {
            LaneForm.fromDigits(laneValues, l * limbs, prefixes, at + l, lanes);
            if (l == 0) {
                System.arraycopy(laneValues, 0, products, 0, limbs);
            } else {
                Fp.multiply(products, l * limbs, products, (l - 1) * limbs, laneValues, l * limbs);
            }
        }
        int last = (lanes - 1) * limbs;
        if (Fp.isZero(products, last)) {
            return false;
        }
        inversion.invert(products, last, products, last);
        for (int l = lanes - 1; l > 0; l--) {
            int at1 = l * limbs;
            Fp.multiply(single, 0, products, at1, products, at1 - limbs);
            Fp.multiply(products, at1 - limbs, products, at1, laneValues, at1);
            storeInverse(single, l);
        }
        storeInverse(products, 0);
        return true;
    }

    private void storeInverse(long[] value, int lane) {
        LaneForm.toDigits(digits, 0, value, 0, work);
        for (int j = 0; j < DIGITS; j++) {
            inverse[j * lanes + lane] = digits[j];
        }
    }

    private void finishAll(int groups, boolean doubling) {
        for (int g = groups - 1; g >= 0; g--) {
            if (g == 0) {
                System.arraycopy(inverse, 0, reciprocal, 0, length);
            } else {
                field.multiply(reciprocal, 0, inverse, 0, prefixes, (g - 1) * length);
                field.multiply(inverse, 0, inverse, 0, denominators, g * length);
            }
            if (doubling) {
                finishTwice(first, second, g * elements * length);
            } else {
                finish(first, second, g * elements * length);
            }
        }
        for (int i = 0; i < count; i++) {
            gather(second, first, i, targets[i], places[i]);
        }
    }

    private void addOneByOne() {
        long[] p = new long[elements * Fp.LIMBS];
        long[] q = new long[elements * Fp.LIMBS];
        double[] point = new double[pointLength()];
        long[] sum = arithmetic.newPoint();
        for (int i = 0; i < count; i++) {
            gather(first, i, point, 0);
            toLimbs(point, 0, p, 0);
            gather(second, i, point, 0);
            toLimbs(point, 0, q, 0);
            arithmetic.setAffine(sum, p, 0);
            arithmetic.addAffine(sum, q, 0);
            if (arithmetic.isInfinity(sum)) {
                setInfinity(targets[i], places[i]);
            } else {
                arithmetic.toAffine(sum, p, 0);
                fromLimbs(p, 0, targets[i], places[i]);
            }
        }
    }

    /** Takes a point to coordinates in limbs, zeros for infinity. */
    final void toLimbs(double[] point, int at, long[] out, int o) {
        if (isInfinity(point, at)) {
            Arrays.fill(out, o, o + elements * Fp.LIMBS, 0);
            return;
        }
        for (int i = 0; i < elements; i++) {
            LaneForm.fromDigits(out, o + i * Fp.LIMBS, point, at + i * DIGITS, 1);
        }
    }

    /** Takes coordinates in limbs to a point; it is not infinity. */
    final void fromLimbs(long[] coordinates, int offset, double[] point, int at) {
        for (int i = 0; i < elements; i++) {
            LaneForm.toDigits(point, at + i * DIGITS, coordinates, offset + i * Fp.LIMBS, work);
        }
    }

    /** Stores the denominators of the group of pairs that begins at {@code at}. */
    abstract void prepare(double[] p, double[] q, int at, int denominatorsAt);

    /** Replaces y of p and x of q by those of the sums of the group, by means of {@link #reciprocal}. */
    abstract void finish(double[] p, double[] q, int at);

    /** Stores the denominators for doubling p. */
    abstract void prepareTwice(double[] p, int at, int denominatorsAt);

    /** Replaces y of p and x of q, a copy of p, by those of the double. */
    abstract void finishTwice(double[] p, double[] q, int at);

    /** {@code out = 3·x} for a reduced x, by way of 2·x − (−x). */
    final void triple(double[] out, int o, double[] x, int xo, double[] negated) {
        field.subtract(negated, 0, zero, 0, x, xo);
        field.add(out, o, x, xo, x, xo);
        field.subtractReduced(out, o, out, o, negated, 0);
    }
}
