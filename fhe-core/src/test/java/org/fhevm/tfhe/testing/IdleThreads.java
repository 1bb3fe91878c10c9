package org.fhevm.tfhe.testing;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * An executor that always reports {@code idleThreads} idle threads, so that operations choose their strategies
 * accordingly.
 *
 * @param executor does the work
 */
public record IdleThreads(BootstrapExecutor executor, int idleThreads) implements BootstrapExecutor {
    /** Enough idle threads for any operation to minimize rounds. */
    public static BootstrapExecutor many(BootstrapExecutor executor) {
        return new IdleThreads(executor, 64);
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        executor.run(key, round);
    }

    @Override
    public <T> T call(Callable<T> computation) {
        return executor.call(computation);
    }
}
