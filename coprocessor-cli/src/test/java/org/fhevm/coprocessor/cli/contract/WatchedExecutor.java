package org.fhevm.coprocessor.cli.contract;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/** Looks at each round before another executor does its work. For one thread. */
abstract class WatchedExecutor implements BootstrapExecutor {
    private final BootstrapExecutor executor;

    /** @param executor does the work */
    WatchedExecutor(BootstrapExecutor executor) {
        this.executor = executor;
    }

    abstract void watch(List<BootstrapJob> round);

    @Override
    public final void run(ServerKey key, List<BootstrapJob> round) {
        watch(round);
        executor.run(key, round);
    }

    @Override
    public final int idleThreads() {
        return executor.idleThreads();
    }

    @Override
    public final <T> T call(Callable<T> computation) {
        return executor.call(computation);
    }
}
