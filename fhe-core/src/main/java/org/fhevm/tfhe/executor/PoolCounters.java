package org.fhevm.tfhe.executor;

import java.util.concurrent.atomic.LongAdder;

/** What the threads of a pool have done since its start, summed over threads. Thread-safe. */
final class PoolCounters {
    private final LongAdder bootstraps = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder shared = new LongAdder();
    private final LongAdder bootstrapNanos = new LongAdder();
    private final LongAdder callNanos = new LongAdder();

    void countBootstraps(int count) {
        bootstraps.add(count);
    }

    /** @param nanos time of the batch */
    void countBatch(long nanos) {
        bootstrapNanos.add(nanos);
        batches.increment();
    }

    /** Counts a bootstrap that two threads have run. */
    void countShared() {
        shared.increment();
    }

    /** @param nanos time of a helper in the bootstrap of another thread */
    void countHelp(long nanos) {
        bootstrapNanos.add(nanos);
    }

    /** @param nanos time of a computation that is no bootstrap */
    void countCall(long nanos) {
        callNanos.add(nanos);
    }

    long bootstraps() {
        return bootstraps.sum();
    }

    long batches() {
        return batches.sum();
    }

    long shared() {
        return shared.sum();
    }

    long bootstrapNanos() {
        return bootstrapNanos.sum();
    }

    long busyNanos() {
        return bootstrapNanos.sum() + callNanos.sum();
    }
}
