package org.fhevm.tfhe.executor;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * Counts the bootstraps of a computation while an executor that it shares with others does the work. The executor is
 * told how many the computation has had.
 *
 * @param executor does the work
 * @param counter counts it
 */
public record CountingExecutor(BootstrapExecutor executor, BootstrapCounter counter) implements BootstrapExecutor {
    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        run(key, round, counter.bootstraps());
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round, long attained) {
        counter.count(round);
        executor.run(key, round, attained);
    }

    @Override
    public int idleThreads() {
        return executor.idleThreads();
    }

    @Override
    public <T> T call(Callable<T> computation) {
        return executor.call(computation);
    }
}
