package org.fhevm.coprocessor.cli.bench;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/** Counts bootstraps and rounds while another executor does the work. Thread-safe. */
final class CountingExecutor implements BootstrapExecutor {
    private final BootstrapExecutor executor;
    private final LongAdder bootstraps = new LongAdder();
    private final LongAdder rounds = new LongAdder();
    private volatile boolean claimsToBeBusy;

    CountingExecutor(BootstrapExecutor executor) {
        this.executor = executor;
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        count(round);
        executor.run(key, round);
    }

    /** Counts a round that another executor runs. */
    void count(List<BootstrapJob> round) {
        if (!round.isEmpty()) {
            rounds.increment();
            round.forEach(job -> bootstraps.add(job.tables().size()));
        }
    }

    @Override
    public int idleThreads() {
        return claimsToBeBusy ? 0 : executor.idleThreads();
    }

    /** Makes operations choose the plan for a pool whose threads are busy with other work. */
    void claimToBeBusy(boolean busy) {
        claimsToBeBusy = busy;
    }

    @Override
    public <T> T call(Callable<T> computation) {
        return executor.call(computation);
    }

    /** Blind rotations asked for so far. */
    long bootstraps() {
        return bootstraps.sum();
    }

    /** Rounds that were not empty so far. */
    long rounds() {
        return rounds.sum();
    }
}
