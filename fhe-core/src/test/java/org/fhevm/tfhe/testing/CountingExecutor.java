package org.fhevm.tfhe.testing;

import java.util.List;
import java.util.concurrent.Callable;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/** Counts the work of operations while another executor does it. For one thread. */
public final class CountingExecutor implements BootstrapExecutor {
    private final BootstrapExecutor executor;
    private int rotations;
    private int inputs;
    private int rounds;

    public CountingExecutor(BootstrapExecutor executor) {
        this.executor = executor;
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        if (round.isEmpty()) {
            return;
        }
        rounds++;
        inputs += round.size();
        for (BootstrapJob job : round) {
            rotations += job.tables().size();
        }
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

    /** Blind rotations so far, commonly called the number of bootstraps. */
    public int rotations() {
        return rotations;
    }

    /** Keyswitches so far; several rotations may share one. */
    public int inputs() {
        return inputs;
    }

    /** Rounds that were not empty: the number of sequential bootstraps. */
    public int rounds() {
        return rounds;
    }

    public void reset() {
        rotations = 0;
        inputs = 0;
        rounds = 0;
    }
}
