package org.fhevm.tfhe.executor;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * Counts the bootstraps of some callers while an executor that they share with others does the work.
 *
 * @param executor does the work
 * @param counter counts it
 */
public record CountingExecutor(BootstrapExecutor executor, BootstrapCounter counter) implements BootstrapExecutor {
    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        counter.count(round);
        executor.run(key, round);
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
