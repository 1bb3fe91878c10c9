package org.fhevm.coprocessor.cli.bench;

import java.util.List;
import java.util.Optional;

/**
 * All that was measured.
 *
 * @param threads FHE threads
 */
record BenchReport(
        String version,
        String measuredAt,
        Machine machine,
        int threads,
        double secondsPerMeasure,
        Keys keys,
        List<Step> steps,
        List<Operation> operations) {
    BenchReport {
        steps = List.copyOf(steps);
        operations = List.copyOf(operations);
    }

    /**
     * The key set.
     *
     * @param sizeBytes of the server key in memory
     */
    record Keys(double generationMillis, double preparationMillis, long sizeBytes) {}

    /**
     * A step that operations and services consist of.
     *
     * @param saturated for what runs on the pool
     */
    record Step(String name, Timing alone, Optional<Throughput> saturated) {}

    /**
     * An operation on a type.
     *
     * @param operation its name, with what it is done to
     * @param type the name of the type
     * @param bits the width of the type
     * @param saturated for what takes bootstraps: the rest costs the pool nothing
     */
    record Operation(String operation, String type, int bits, Timing alone, Optional<Throughput> saturated) {}
}
