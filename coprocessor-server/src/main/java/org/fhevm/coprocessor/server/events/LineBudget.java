package org.fhevm.coprocessor.server.events;

/** How many lines of one sort may still be logged in a period, so that whoever causes them cannot fill a disk. */
final class LineBudget {

    private final int linesPerPeriod;
    private int asked;

    LineBudget(int linesPerPeriod) {
        this.linesPerPeriod = linesPerPeriod;
    }

    /** Whether one more line may be logged. */
    synchronized boolean take() {
        return ++asked <= linesPerPeriod;
    }

    /** Begins a new period; tells how many lines were left out in the one before. */
    synchronized int renew() {
        int leftOut = Math.max(0, asked - linesPerPeriod);
        asked = 0;
        return leftOut;
    }
}
