package org.fhevm.tfhe.zk.curve;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A sum of multiples of the points of a table, as independent tasks: one for each window of the scalars. Each task runs
 * once, on any thread. The thread that calls {@linkplain #total() total} must first see the end of all tasks.
 */
public final class TableSum {
    private final PointTable table;
    private final int width;
    private final WindowDigits digits;
    private final long[][] sums;
    private final int terms;

    /** Work space that tasks share. It lives as long as the sum, unlike thread-locals. */
    private final Queue<WindowSum> idle = new ConcurrentLinkedQueue<>();

    TableSum(PointTable table, long[] scalars, int limbs, int terms, int bits) {
        this.table = table;
        this.width = WindowDigits.width(terms, bits);
        this.digits = new WindowDigits(scalars, limbs, terms, bits, width);
        this.sums = new long[digits.windows()][];
        this.terms = terms;
    }

    /** How many tasks there are. */
    public int tasks() {
        return sums.length;
    }

    /** Runs one task. */
    public void run(int task) {
        WindowSum polled = idle.poll();
        WindowSum work = polled == null ? new WindowSum(table, terms, width) : polled;
        sums[task] = work.of(digits.window(task));
        idle.add(work);
    }

    /** The sum, after all tasks. */
    public CurvePoint total() {
        JacobianArithmetic arithmetic = new JacobianArithmetic(table.group());
        long[] total = arithmetic.newPoint();
        for (int window = sums.length - 1; window >= 0; window--) {
            for (int i = 0; i < width; i++) {
                arithmetic.twice(total);
            }
            arithmetic.add(total, sums[window]);
        }
        return arithmetic.toAffine(total);
    }

    CurvePoint run(Workers workers) {
        workers.run(tasks(), this::run);
        return total();
    }
}
