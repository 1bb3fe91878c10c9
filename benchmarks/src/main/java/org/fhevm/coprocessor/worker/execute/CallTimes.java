package org.fhevm.coprocessor.worker.execute;

/** What a simulated call has met, in milliseconds since the beginning; NaN before it has. Mutable, for one thread. */
final class CallTimes {
    private final double inserted;
    private int unstored;
    private double claimed = Double.NaN;
    private double begun = Double.NaN;
    private double stored = Double.NaN;

    CallTimes(double inserted, int computations) {
        this.inserted = inserted;
        this.unstored = computations;
    }

    void claimed(double now) {
        claimed = Double.isNaN(claimed) ? now : claimed;
    }

    void begun(double now) {
        begun = Double.isNaN(begun) ? now : begun;
    }

    void storedOne(double now) {
        unstored--;
        if (unstored == 0) {
            stored = now;
        }
    }

    /** From the insertion to the claim of the first computation. */
    double untilClaim() {
        return claimed - inserted;
    }

    /** From the claim of the first computation to its first bootstrap. */
    double untilFirstBootstrap() {
        return begun - claimed;
    }

    /** From the insertion until all results were stored. */
    double all() {
        return stored - inserted;
    }
}
