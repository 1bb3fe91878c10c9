package org.fhevm.coprocessor.cli.contract;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.BootstrapJob;

/** Counts bootstraps whose input, mask and body, is that of an earlier one of another round. For one thread. */
final class RepeatedInputs extends WatchedExecutor {
    /** The round in which an input was first seen. */
    private final Map<List<Long>, Integer> seen = new HashMap<>();

    private int rounds;
    private int count;

    /** @param executor does the work */
    RepeatedInputs(BootstrapExecutor executor) {
        super(executor);
    }

    int count() {
        return count;
    }

    @Override
    void watch(List<BootstrapJob> round) {
        rounds++;
        for (BootstrapJob job : round) {
            List<Long> input = LongStream.of(job.input()).boxed().toList();
            if (seen.putIfAbsent(input, rounds) instanceof Integer first && first != rounds) {
                count++;
            }
        }
    }
}
