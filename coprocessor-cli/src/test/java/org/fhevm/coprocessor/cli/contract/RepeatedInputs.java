package org.fhevm.coprocessor.cli.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.LongStream;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ServerKey;

/** Counts bootstraps whose input, mask and body, is that of an earlier one of another round. For one thread. */
final class RepeatedInputs implements BootstrapExecutor {
    private final BootstrapExecutor executor;
    /** The round in which an input was first seen. */
    private final Map<List<Long>, Integer> seen = new HashMap<>();

    private int rounds;
    private int count;

    /** @param executor does the work */
    RepeatedInputs(BootstrapExecutor executor) {
        this.executor = executor;
    }

    int count() {
        return count;
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> round) {
        rounds++;
        for (BootstrapJob job : round) {
            List<Long> input = LongStream.of(job.input()).boxed().toList();
            if (seen.putIfAbsent(input, rounds) instanceof Integer first && first != rounds) {
                count++;
            }
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
}
