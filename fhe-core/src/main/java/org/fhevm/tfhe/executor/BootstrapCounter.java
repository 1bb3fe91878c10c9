package org.fhevm.tfhe.executor;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.fhevm.tfhe.shortint.BootstrapJob;

/** Counts the bootstraps that operations ask for. Thread-safe. */
public final class BootstrapCounter {
    private final LongAdder bootstraps = new LongAdder();
    private final LongAdder rounds = new LongAdder();

    /** Counts a round before it runs; an empty one does not count. */
    public void count(List<BootstrapJob> round) {
        if (round.isEmpty()) {
            return;
        }
        rounds.increment();
        int rotations = 0;
        for (BootstrapJob job : round) {
            rotations += job.tables().size();
        }
        bootstraps.add(rotations);
    }

    /** Blind rotations so far, commonly called the number of bootstraps. */
    public long bootstraps() {
        return bootstraps.sum();
    }

    /** Rounds that were not empty so far: the number of bootstraps one after the other. */
    public long rounds() {
        return rounds.sum();
    }
}
