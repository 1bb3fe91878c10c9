package org.fhevm.coprocessor.cli.bench;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All measured figures.
 *
 * @param threads FHE threads
 * @param batchLimit bootstraps that shared a pass over a key at most, as the pool chose in the end
 */
record BenchReport(
        String version,
        String measuredAt,
        Machine machine,
        int threads,
        int batchLimit,
        double secondsPerMeasure,
        Keys keys,
        List<Step> steps,
        List<Operation> operations,
        List<Contract> contracts) {
    BenchReport {
        steps = List.copyOf(steps);
        operations = List.copyOf(operations);
        contracts = List.copyOf(contracts);
    }

    /**
     * The key set.
     *
     * @param sizeBytes of the server key in memory
     */
    record Keys(double generationMillis, double preparationMillis, long sizeBytes) {}

    /**
     * A step of operations and services.
     *
     * @param saturated null for steps that do not run on the pool
     */
    record Step(String name, Timing alone, @Nullable Throughput saturated) {}

    /**
     * An operation on a type.
     *
     * @param operation its name, with the form of its operands
     * @param type the name of the type
     * @param bits the width of the type
     * @param saturated null for operations without bootstraps, which take no time of the pool
     */
    record Operation(
            String operation,
            String type,
            int bits,
            Timing alone,
            @Nullable Throughput saturated) {}

    /**
     * A call of a contract.
     *
     * @param computations number of computations, each of whose results is compressed
     */
    record Contract(String call, int computations, Timing alone, Throughput saturated) {}
}
