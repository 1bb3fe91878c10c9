package org.fhevm.tfhe.integer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.jspecify.annotations.Nullable;

/**
 * A round of independent bootstraps: put together, run once, then read. Tables of trivial inputs are evaluated
 * directly, at no cost. Several lookups of the same input get independent noise. For one thread.
 */
final class Round {
    /** The message of a sum, without its carry. */
    static final LookupTable MESSAGE_ONLY = LookupTable.of(v -> v & RadixContext.MAXIMUM_MESSAGE);

    private final RadixContext context;
    private final List<BootstrapJob> jobs = new ArrayList<>();
    /** Number of jobs by the noise of their input. */
    private final Map<Integer, Integer> jobsByInput = new HashMap<>();

    Round(RadixContext context) {
        this.context = context;
    }

    /** Requests the tables at one input; they share one keyswitch. */
    Lookup lookup(LinearCombination input, LookupTable... tables) {
        long[] words = input.wordsFor(tables);
        if (input.isTrivial()) {
            return new Lookup(null, lookUpTrivial(input.trivialValue(), tables));
        }
        int ditherSeed = jobsByInput.merge(input.noiseHash(), 1, Integer::sum) - 1;
        BootstrapJob job = new BootstrapJob(BootstrapJob.Source.BLOCK, words, List.of(tables), ditherSeed);
        jobs.add(job);
        return new Lookup(job, List.of());
    }

    /**
     * The block of a sum that the caller knows to be a message, and that shares no noise with the other blocks of its
     * integer: the sum itself, or the result of a bootstrap if it has more noise than an operand may have.
     */
    Lookup message(LinearCombination sum) {
        return sum.noiseSquared() <= RadixContext.MAXIMUM_OPERAND_NOISE
                ? Lookup.known(sum.asBlock(RadixContext.MAXIMUM_MESSAGE))
                : lookup(sum, MESSAGE_ONLY);
    }

    private List<ShortintCiphertext> lookUpTrivial(int value, LookupTable... tables) {
        List<ShortintCiphertext> results = new ArrayList<>();
        for (LookupTable table : tables) {
            for (int function = 0; function < table.functions(); function++) {
                ShortintCiphertext exact = context.trivial(table.evaluate(function, value));
                results.add(Blocks.withDegree(exact, table.degrees().get(function)));
            }
        }
        return results;
    }

    /** Runs the round; an empty one costs nothing. */
    void run() {
        context.executor().run(context.key(), jobs);
    }

    /**
     * The results of one input: those of all functions of all its tables, in order. Valid once the round has been run.
     */
    static final class Lookup {
        private final @Nullable BootstrapJob job;
        private final List<ShortintCiphertext> known;

        private Lookup(@Nullable BootstrapJob job, List<ShortintCiphertext> known) {
            this.job = job;
            this.known = known;
        }

        /** Results that needed no bootstrap. */
        static Lookup known(ShortintCiphertext... results) {
            return new Lookup(null, List.of(results));
        }

        ShortintCiphertext result() {
            return result(0);
        }

        ShortintCiphertext result(int index) {
            return job == null ? known.get(index) : job.result(index);
        }
    }
}
