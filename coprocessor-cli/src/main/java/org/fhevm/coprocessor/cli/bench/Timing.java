package org.fhevm.coprocessor.cli.bench;

/**
 * Latency of a workload alone, per part.
 *
 * @param runs number of timed runs
 * @param bootstraps blind rotations
 * @param rounds bootstraps one after the other on unlimited threads; of the whole workload
 */
record Timing(int runs, double minimumMillis, double medianMillis, double bootstraps, double rounds) {}
