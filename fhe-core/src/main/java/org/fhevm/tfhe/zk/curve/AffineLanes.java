package org.fhevm.tfhe.zk.curve;

import java.util.Arrays;
import org.fhevm.tfhe.math.simd.FieldLanes;

/**
 * Adds many pairs of affine points at once: the slopes need one inversion each, and one inversion serves all
 * (Montgomery's trick), so that an addition costs six products instead of eleven or more in projective coordinates. The
 * field arithmetic is that of {@link FieldLanes}, with one pair in each lane.
 *
 * <p>A point is the digits of its coordinates in Fp side by side, x then y; infinity has NaN for the first digit. Pairs
 * are collected with {@link #add} and summed when there is no room, or on {@link #flush}; they are copied when they are
 * collected, so a result may go where an input was. Points to be doubled are batches of their own. Pairs of equal or
 * opposite points have no slope. They make the product of all denominators 0, and then the batch is added one by one in
 * Jacobian coordinates. By chance that happens with a probability of about 2^-280; a table that is filled with equal
 * points makes it happen always, which costs time and nothing else.
 *
 * <p>Has work space; for one thread.
 */
abstract sealed class AffineLanes permits AffineLanes.OverFp, AffineLanes.OverFp2 {
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

    private AffineLanes(Group group, FieldLanes field) {
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
            case G1 -> new OverFp(field);
            case G2 -> new OverFp2(field);
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

    /** Straight from the table: its points lie about in memory, and loads of several overlap. */
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

    /** The lanes without a pair get copies of the first pair, so that they alone cannot make the product 0. */
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

    /** Points of G1: λ = (y₂ − y₁)/(x₂ − x₁), x₃ = λ² − x₁ − x₂, y₃ = λ·(x₁ − x₃) − y₁. */
    static final class OverFp extends AffineLanes {
        private final int y = length;
        private final int slope = length;
        private final double[] t = new double[2 * length];
        private final double[] negated = new double[length];

        OverFp(FieldLanes field) {
            super(Group.G1, field);
        }

        @Override
        void prepare(double[] p, double[] q, int at, int denominatorsAt) {
            field.subtract(denominators, denominatorsAt, q, at, p, at);
        }

        @Override
        void finish(double[] p, double[] q, int at) {
            field.subtract(t, 0, q, at + y, p, at + y);
            field.multiply(t, slope, t, 0, reciprocal, 0);
            complete(p, q, at);
        }

        @Override
        void prepareTwice(double[] p, int at, int denominatorsAt) {
            field.add(denominators, denominatorsAt, p, at + y, p, at + y);
        }

        /** λ = 3·x²/(2·y). */
        @Override
        void finishTwice(double[] p, double[] q, int at) {
            field.multiply(t, 0, p, at, p, at);
            field.multiply(t, 0, t, 0, reciprocal, 0);
            triple(t, slope, t, 0, negated);
            complete(p, q, at);
        }

        private void complete(double[] p, double[] q, int at) {
            field.add(q, at, q, at, p, at);
            field.multiply(t, 0, t, slope, t, slope);
            field.subtractReduced(q, at, t, 0, q, at);
            field.subtract(t, 0, p, at, q, at);
            field.multiply(t, 0, t, 0, t, slope);
            field.subtractReduced(p, at + y, t, 0, p, at + y);
        }
    }

    /** Points of G2. The denominators are the norms d₀² + d₁² of d = x₂ − x₁, since 1/d = (d₀ − d₁·u)/(d₀² + d₁²). */
    static final class OverFp2 extends AffineLanes {
        private final int x1 = length;
        private final int y0 = 2 * length;
        private final int y1 = 3 * length;
        private final int i0 = 0;
        private final int i1 = length;
        private final int slope0 = 2 * length;
        private final int slope1 = 3 * length;
        private final int e0 = 4 * length;
        private final int e1 = 5 * length;
        private final int minus = 6 * length;
        private final double[] t = new double[7 * length];
        private final double[] negated = new double[length];

        OverFp2(FieldLanes field) {
            super(Group.G2, field);
        }

        @Override
        void prepare(double[] p, double[] q, int at, int denominatorsAt) {
            int d1 = length;
            field.subtract(t, 0, q, at, p, at);
            field.subtract(t, d1, q, at + x1, p, at + x1);
            field.multiplySum(denominators, denominatorsAt, t, 0, t, 0, t, d1, t, d1);
        }

        @Override
        void finish(double[] p, double[] q, int at) {
            // 1/d = i0 − i1·u
            field.subtract(t, i0, q, at, p, at);
            field.subtract(t, i1, q, at + x1, p, at + x1);
            field.multiply(t, i0, t, i0, reciprocal, 0);
            field.multiply(t, i1, t, i1, reciprocal, 0);
            field.subtract(t, e0, q, at + y0, p, at + y0);
            field.subtract(t, e1, q, at + y1, p, at + y1);
            field.subtract(t, minus, p, at + y0, q, at + y0);
            field.multiplySum(t, slope0, t, e0, t, i0, t, e1, t, i1);
            field.multiplySum(t, slope1, t, e1, t, i0, t, minus, t, i1);
            complete(p, q, at);
        }

        @Override
        void prepareTwice(double[] p, int at, int denominatorsAt) {
            field.add(t, i0, p, at + y0, p, at + y0);
            field.add(t, i1, p, at + y1, p, at + y1);
            field.multiplySum(denominators, denominatorsAt, t, i0, t, i0, t, i1, t, i1);
        }

        /** λ = 3·x²/(2·y), with x² = (x₀ + x₁)·(x₀ − x₁) + 2·x₀·x₁·u. */
        @Override
        void finishTwice(double[] p, double[] q, int at) {
            field.add(t, i0, p, at + y0, p, at + y0);
            field.add(t, i1, p, at + y1, p, at + y1);
            field.multiply(t, i0, t, i0, reciprocal, 0);
            field.multiply(t, i1, t, i1, reciprocal, 0);
            field.add(t, e0, p, at, p, at + x1);
            field.subtract(t, e1, p, at, p, at + x1);
            field.multiply(t, e0, t, e0, t, e1);
            field.add(t, e1, p, at, p, at);
            field.multiply(t, e1, t, e1, p, at + x1);
            Arrays.fill(negated, 0);
            field.subtract(t, minus, negated, 0, t, e0);
            field.multiplySum(t, slope0, t, e0, t, i0, t, e1, t, i1);
            field.multiplySum(t, slope1, t, e1, t, i0, t, minus, t, i1);
            triple(t, slope0, t, slope0, negated);
            triple(t, slope1, t, slope1, negated);
            complete(p, q, at);
        }

        private void complete(double[] p, double[] q, int at) {
            // λ² = (λ₀ + λ₁)·(λ₀ − λ₁) + 2·λ₀·λ₁·u
            field.add(t, i0, t, slope0, t, slope1);
            field.subtract(t, i1, t, slope0, t, slope1);
            field.multiply(t, e0, t, i0, t, i1);
            field.add(t, i0, t, slope0, t, slope0);
            field.multiply(t, e1, t, i0, t, slope1);
            field.add(q, at, q, at, p, at);
            field.subtractReduced(q, at, t, e0, q, at);
            field.add(q, at + x1, q, at + x1, p, at + x1);
            field.subtractReduced(q, at + x1, t, e1, q, at + x1);
            field.subtract(t, e0, p, at, q, at);
            field.subtract(t, e1, p, at + x1, q, at + x1);
            field.subtract(t, minus, q, at + x1, p, at + x1);
            field.multiplySum(t, i0, t, slope0, t, e0, t, slope1, t, minus);
            field.multiplySum(t, i1, t, slope0, t, e1, t, slope1, t, e0);
            field.subtractReduced(p, at + y0, t, i0, p, at + y0);
            field.subtractReduced(p, at + y1, t, i1, p, at + y1);
        }
    }
}
