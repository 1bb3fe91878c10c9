package org.fhevm.coprocessor.common.logging;

/**
 * Bounds the log lines of one kind in a period, so that callers or rows that cause them cannot fill a disk.
 * Thread-safe.
 */
public final class LineBudget {
    private final int linesPerPeriod;
    private int asked;

    public LineBudget(int linesPerPeriod) {
        this.linesPerPeriod = linesPerPeriod;
    }

    /** Whether one more line may be logged. */
    public synchronized boolean take() {
        return ++asked <= linesPerPeriod;
    }

    /** Begins a new period, and returns how many lines were left out in the one before. */
    public synchronized int renew() {
        int leftOut = Math.max(0, asked - linesPerPeriod);
        asked = 0;
        return leftOut;
    }
}
