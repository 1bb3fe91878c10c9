package org.fhevm.coprocessor.cli.bench;

/**
 * How many parts of a workload a saturated pool does.
 *
 * @param atOnce workloads under way at the same time
 */
record Throughput(int atOnce, double perSecond) {
    /** Time of the whole pool that one part takes. */
    double millisEach() {
        return 1000 / perSecond;
    }
}
