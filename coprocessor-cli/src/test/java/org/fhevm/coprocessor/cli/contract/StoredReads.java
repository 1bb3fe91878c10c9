package org.fhevm.coprocessor.cli.contract;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Counts bootstraps whose input is a multiple of one stored block, apart from a constant. For one thread. */
final class StoredReads extends WatchedExecutor {
    private static final int LARGEST_WEIGHT = 8;

    /** The masks of all small multiples of stored blocks. */
    private final Set<List<Long>> masks = new HashSet<>();

    private int count;

    /**
     * @param executor does the work
     * @param stored the inputs of the call
     */
    StoredReads(BootstrapExecutor executor, Collection<FheValue> stored) {
        super(executor);
        for (FheValue value : stored) {
            for (ShortintCiphertext block : value.ciphertext().blocks()) {
                LongStream.rangeClosed(-LARGEST_WEIGHT, LARGEST_WEIGHT)
                        .filter(weight -> weight != 0)
                        .forEach(weight -> masks.add(mask(block.words(), weight)));
            }
        }
    }

    private static List<Long> mask(long[] words, long weight) {
        return LongStream.of(words)
                .limit(words.length - 1)
                .map(word -> weight * word)
                .boxed()
                .toList();
    }

    int count() {
        return count;
    }

    @Override
    void watch(List<BootstrapJob> round) {
        for (BootstrapJob job : round) {
            if (masks.contains(mask(job.input(), 1))) {
                count++;
            }
        }
    }
}
