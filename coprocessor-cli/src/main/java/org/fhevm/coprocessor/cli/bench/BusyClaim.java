package org.fhevm.coprocessor.cli.bench;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/**
 * An executor that can claim to be busy: operations then choose the plan for a pool whose threads are busy with other
 * work. Thread-safe.
 */
final class BusyClaim implements BootstrapExecutor {
    private final BootstrapExecutor executor;
    private volatile boolean claimsToBeBusy;

    /** @param executor does the work */
    BusyClaim(BootstrapExecutor executor) {
        this.executor = executor;
    }

    void claimToBeBusy(boolean busy) {
        claimsToBeBusy = busy;
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        executor.run(key, round);
    }

    @Override
    public int idleThreads() {
        return claimsToBeBusy ? 0 : executor.idleThreads();
    }

    @Override
    public <T> T call(Callable<T> computation) {
        return executor.call(computation);
    }
}
