package org.fhevm.coprocessor.common.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * Watches the progress of an executor: it notices if threads wait and none of their work has been finished for too
 * long. Thread-safe.
 */
public final class ExecutorProgress implements BootstrapExecutor {
    private final BootstrapExecutor executor;
    private final MonotonicClock clock;
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Duration movedAt;

    public ExecutorProgress(BootstrapExecutor executor, MonotonicClock clock) {
        this.executor = executor;
        this.clock = clock;
        this.movedAt = clock.now();
    }

    /** The problem, if threads wait for work and none of it has been finished for this long. */
    public Optional<String> stuckFor(Duration longest) {
        Duration still = clock.now().minus(movedAt);
        int callers = waiting.get();
        return callers > 0 && still.compareTo(longest) > 0
                ? Optional.of(callers + " computations wait and none has moved for " + still.toSeconds() + " s")
                : Optional.empty();
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        run(key, round, 0);
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round, long attained) {
        begin();
        try {
            executor.run(key, round, attained);
        } finally {
            end();
        }
    }

    @Override
    public int idleThreads() {
        return executor.idleThreads();
    }

    @Override
    public <T> T call(Callable<T> computation) {
        begin();
        try {
            return executor.call(computation);
        } finally {
            end();
        }
    }

    /** If no thread waited before, the time without progress begins now. */
    private void begin() {
        if (waiting.getAndIncrement() == 0) {
            movedAt = clock.now();
        }
    }

    private void end() {
        waiting.decrementAndGet();
        movedAt = clock.now();
    }
}
