package org.fhevm.tfhe.zk.curve;

import java.util.Arrays;

/**
 * Sums the multiples of points by the digits of one window. Has work space for tables of one size; for one thread.
 */
final class WindowSum {
    private final PointTable table;
    private final AffineLanes adder;
    private final JacobianArithmetic arithmetic;
    private final int length;
    private final int buckets;
    private final int segments;

    /** Where the list of a bucket begins, then how many points it has. */
    private final int[] starts;

    private final int[] sizes;

    /** Twice the index of each point, plus 1 for negative ones, by bucket. */
    private final int[] order;

    /** Points of the trees; a bucket's begin where half its list does, rounded up with those before it. */
    private final double[] partial;

    private final double[] running;
    private final double[] weighted;

    WindowSum(PointTable table, int terms, int width) {
        this.table = table;
        this.adder = AffineLanes.of(table.group(), table.field());
        this.arithmetic = new JacobianArithmetic(table.group());
        this.length = adder.pointLength();
        this.buckets = 1 << (width - 1);
        this.starts = new int[buckets + 1];
        this.sizes = new int[buckets];
        this.order = new int[terms];
        int most = Math.min(terms, terms / 2 + buckets);
        this.partial = new double[Math.multiplyExact(Math.max(most, 1), length)];
        this.segments = segments(table.group(), width - 1);
        this.running = new double[segments * length];
        this.weighted = new double[segments * length];
    }

    /**
     * Segments of the buckets, a power of two. Each step over all segments costs two inversions, of some 6 µs each;
     * each segment is joined with three Jacobian additions, of some 3 µs in G1 and 8 µs in G2 together.
     */
    private static int segments(Group group, int bucketsLog2) {
        int surplus = group == Group.G1 ? 4 : 3;
        return 1 << Math.min(bucketsLog2, (bucketsLog2 + surplus) / 2);
    }

    /** The sum of {@code digits[i]·P_i}, in Jacobian coordinates. */
    long[] of(short[] digits) {
        sort(digits);
        sumPairsOfTable();
        while (sumPairs()) {
            adder.flush();
        }
        return weigh();
    }

    /** Sorts the points by their digit's size; those of digit 0 are left out. */
    private void sort(short[] digits) {
        Arrays.fill(sizes, 0);
        for (short digit : digits) {
            if (digit != 0) {
                sizes[Math.abs(digit) - 1]++;
            }
        }
        int start = 0;
        for (int b = 0; b < buckets; b++) {
            starts[b] = start;
            start += sizes[b];
        }
        for (int i = 0; i < digits.length; i++) {
            if (digits[i] != 0) {
                order[starts[Math.abs(digits[i]) - 1]++] = 2 * i + (digits[i] < 0 ? 1 : 0);
            }
        }
        for (int b = 0; b < buckets; b++) {
            starts[b] -= sizes[b];
        }
    }

    /** The lowest level of the trees, from the table to {@link #partial}. */
    private void sumPairsOfTable() {
        int out = 0;
        for (int b = 0; b < buckets; b++) {
            int start = starts[b];
            int end = start + sizes[b];
            starts[b] = out;
            int i = start;
            for (; i + 1 < end; i += 2) {
                adder.add(table, order[i], order[i + 1], partial, out++ * length);
            }
            if (i < end) {
                table.copyTo(order[i] >> 1, (order[i] & 1) == 1, partial, out++ * length);
            }
            sizes[b] = out - starts[b];
        }
        adder.flush();
    }

    /**
     * One more level of the trees, in place. A pair is copied when it is collected and its sum stored at the latest by
     * {@code flush}, always at or before its own place, so that nothing is overwritten that is still to be read.
     *
     * @return whether there was something to sum
     */
    private boolean sumPairs() {
        boolean any = false;
        for (int b = 0; b < buckets; b++) {
            int start = starts[b];
            int size = sizes[b];
            int out = start;
            for (int i = 0; i + 1 < size; i += 2) {
                adder.add(partial, (start + i) * length, partial, (start + i + 1) * length, partial, out++ * length);
                any = true;
            }
            if (size % 2 == 1) {
                if (size > 1) {
                    System.arraycopy(partial, (start + size - 1) * length, partial, out * length, length);
                }
                out++;
            }
            sizes[b] = out - start;
        }
        return any;
    }

    /**
     * Σ (b + 1)·B_b over buckets b. With b = s·steps + i in segment s: running sums R_s from the segment's last bucket
     * down, and sums T_s of those, give Σ_i (i + 1)·B = T_s; what is missing is s·steps·R_s.
     */
    private long[] weigh() {
        int steps = buckets / segments;
        for (int s = 0; s < segments; s++) {
            AffineLanes.setInfinity(running, s * length);
            AffineLanes.setInfinity(weighted, s * length);
        }
        for (int i = steps - 1; i >= 0; i--) {
            for (int s = 0; s < segments; s++) {
                int bucket = s * steps + i;
                if (sizes[bucket] > 0) {
                    adder.add(running, s * length, partial, starts[bucket] * length, running, s * length);
                }
            }
            adder.flush();
            for (int s = 0; s < segments; s++) {
                adder.add(weighted, s * length, running, s * length, weighted, s * length);
            }
            adder.flush();
        }
        return joinSegments(steps);
    }

    private long[] joinSegments(int steps) {
        long[] affine = new long[2 * table.group().coordinateLimbs()];
        long[] above = arithmetic.newPoint();
        long[] sum = arithmetic.newPoint();
        for (int s = segments - 1; s > 0; s--) {
            adder.toLimbs(running, s * length, affine, 0);
            arithmetic.addAffine(above, affine, 0);
            arithmetic.add(sum, above);
        }
        for (int i = 1; i < steps; i *= 2) {
            arithmetic.twice(sum);
        }
        for (int s = 0; s < segments; s++) {
            adder.toLimbs(weighted, s * length, affine, 0);
            arithmetic.addAffine(sum, affine, 0);
        }
        return sum;
    }
}
