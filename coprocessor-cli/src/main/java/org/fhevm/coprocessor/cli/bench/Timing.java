package org.fhevm.coprocessor.cli.bench;

/**
 * How long a workload takes alone, each part.
 *
 * @param runs how many were timed
 * @param bootstraps blind rotations
 * @param rounds bootstraps one after the other: what it would take alone on any number of threads; of the whole workload
 */
record Timing(int runs, double minimumMillis, double medianMillis, double bootstraps, double rounds) {}
