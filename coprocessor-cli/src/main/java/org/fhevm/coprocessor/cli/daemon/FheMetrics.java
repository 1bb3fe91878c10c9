package org.fhevm.coprocessor.cli.daemon;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.math.simd.TransformKernels;

/** Metrics of the FHE threads. */
final class FheMetrics {
    private static final double NANOS_PER_SECOND = 1e9;

    private FheMetrics() {}

    static void register(FhePool pool, MeterRegistry registry) {
        Gauge.builder("coprocessor_fhe_threads", pool, FhePool::threadCount)
                .description("Threads that compute on ciphertexts")
                .register(registry);
        Gauge.builder("coprocessor_fhe_batch_limit", pool, FhePool::batchLimit)
                .description("Bootstraps that share a pass over a key at most, chosen during the first full batches")
                .register(registry);
        Gauge.builder("coprocessor_fhe_kernels", () -> 1)
                .description("1, labelled with the numeric kernels that this process has chosen")
                .tag("kernels", TransformKernels.best().name())
                .register(registry);
        FunctionCounter.builder("coprocessor_fhe_bootstraps", pool, FhePool::bootstraps)
                .description("Programmable bootstraps run since the start")
                .register(registry);
        FunctionCounter.builder("coprocessor_fhe_passes", pool, FhePool::batches)
                .description("Batches that bootstraps were run in since the start, each a pass over a key")
                .register(registry);
        FunctionCounter.builder("coprocessor_fhe_bootstrap_seconds", pool, p -> p.bootstrapNanos() / NANOS_PER_SECOND)
                .description("Time that FHE threads spent on bootstraps since the start, summed over threads")
                .register(registry);
        FunctionCounter.builder("coprocessor_fhe_busy_seconds", pool, p -> p.busyNanos() / NANOS_PER_SECOND)
                .description("Time that FHE threads spent computing since the start, summed over threads")
                .register(registry);
    }
}
