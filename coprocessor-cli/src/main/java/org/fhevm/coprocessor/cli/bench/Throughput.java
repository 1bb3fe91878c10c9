package org.fhevm.coprocessor.cli.bench;

/**
 * Throughput of a saturated pool.
 *
 * @param atOnce workloads that ran at the same time
 * @param perSecond parts of a workload per second
 */
record Throughput(int atOnce, double perSecond) {
    /** Time of the whole pool for one part. */
    double millisEach() {
        return 1000 / perSecond;
    }
}
