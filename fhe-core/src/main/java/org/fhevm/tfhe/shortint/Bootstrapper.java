package org.fhevm.tfhe.shortint;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.core.algorithm.BlindRotation;
import org.fhevm.tfhe.core.algorithm.LweKeyswitch;
import org.fhevm.tfhe.core.algorithm.ModulusSwitch;
import org.fhevm.tfhe.core.algorithm.SampleExtraction;
import org.fhevm.tfhe.core.entity.RoundedKeyswitchKey;
import org.fhevm.tfhe.core.entity.SplitBootstrapKey;
import org.fhevm.tfhe.math.simd.Kernels;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches of bootstraps on one thread: keyswitch, modulus switch, blind rotation, sample extraction.
 *
 * <p>Holds the work space of that thread for one server key; not to be shared between threads. All jobs of a batch have the same
 * {@link BootstrapJob.Source}.
 */
public final class Bootstrapper {
    private final ServerKey key;
    private final int batch;
    private final int[][] switched;
    private final int[][] exponents;
    private final long[][] accumulators;
    private final long[][] inputs;
    private final LweKeyswitch.Scratch blockScratch;
    private final LweKeyswitch.@Nullable Scratch castingScratch;
    private final BlindRotation.Scratch rotationScratch;
    private final List<Rotation> rotations = new ArrayList<>();

    /** One blind rotation of a batch: a table of a job. */
    private record Rotation(BootstrapJob job, int jobIndex, LookupTable table, int firstResult) {}

    /**
     * @param key the keys
     * @param batch how many jobs, and how many rotations, go through memory together
     */
    public Bootstrapper(ServerKey key, int batch) {
        this.key = key;
        this.batch = batch;
        int row = key.keyswitchKey().rowLength();
        int longest = key.bootstrapKey().inputDimension();
        if (key.decompression().isPresent()) {
            longest = Math.max(longest, key.decompression().get().key().inputDimension());
        }
        switched = new int[batch][row];
        exponents = new int[batch][longest + 1];
        accumulators = new long[batch][];
        for (int c = 0; c < batch; c++) {
            accumulators[c] = BlindRotation.newAccumulator(key.bootstrapKey());
        }
        inputs = new long[batch][];
        blockScratch = new LweKeyswitch.Scratch(batch, key.keyswitchKey());
        castingScratch = key.castingKey()
                .map(casting -> new LweKeyswitch.Scratch(batch, casting))
                .orElse(null);
        rotationScratch = new BlindRotation.Scratch(key.bootstrapKey());
    }

    /** How many jobs go through memory together. */
    public int batch() {
        return batch;
    }

    /** Runs jobs of one source and fills in their results. */
    public void run(List<BootstrapJob> jobs) {
        for (int start = 0; start < jobs.size(); start += batch) {
            runBatch(jobs.subList(start, Math.min(start + batch, jobs.size())));
        }
    }

    private void runBatch(List<BootstrapJob> jobs) {
        toExponents(jobs);
        rotations.clear();
        for (int j = 0; j < jobs.size(); j++) {
            int firstResult = 0;
            for (LookupTable table : jobs.get(j).tables()) {
                rotations.add(new Rotation(jobs.get(j), j, table, firstResult));
                firstResult += table.functions();
            }
        }
        SplitBootstrapKey bootstrapKey = bootstrapKey(jobs.getFirst().source());
        for (int start = 0; start < rotations.size(); start += batch) {
            rotate(bootstrapKey, rotations.subList(start, Math.min(start + batch, rotations.size())));
        }
    }

    private SplitBootstrapKey bootstrapKey(BootstrapJob.Source source) {
        return switch (source) {
            case BLOCK, COMPACT_LIST, PSEUDO_RANDOM -> key.bootstrapKey();
            case PACKED -> decompression().key();
        };
    }

    private void toExponents(List<BootstrapJob> jobs) {
        int log = Integer.numberOfTrailingZeros(2 * key.bootstrapKey().polynomialSize());
        switch (jobs.getFirst().source()) {
            case BLOCK -> keyswitch(key.keyswitchKey(), blockScratch, jobs, log);
            case COMPACT_LIST -> {
                if (castingScratch == null) {
                    throw new IllegalArgumentException("the server key has no casting key");
                }
                keyswitch(key.castingKey().orElseThrow(), castingScratch, jobs, log);
            }
            case PACKED, PSEUDO_RANDOM -> {
                for (int j = 0; j < jobs.size(); j++) {
                    long[] input = jobs.get(j).input();
                    ModulusSwitch.plain(input, exponents[j], input.length, log);
                }
            }
        }
    }

    private void keyswitch(RoundedKeyswitchKey to, LweKeyswitch.Scratch scratch, List<BootstrapJob> jobs, int log) {
        for (int j = 0; j < jobs.size(); j++) {
            inputs[j] = jobs.get(j).input();
        }
        LweKeyswitch.keyswitch(to, inputs, switched, jobs.size(), scratch);
        for (int j = 0; j < jobs.size(); j++) {
            ModulusSwitch.centred(switched[j], exponents[j], to.outputDimension(), log);
        }
    }

    private void rotate(SplitBootstrapKey bootstrapKey, List<Rotation> part) {
        int[][] masks = new int[part.size()][];
        for (int c = 0; c < part.size(); c++) {
            masks[c] = exponents[part.get(c).jobIndex()];
            BlindRotation.start(
                    key.accumulator(part.get(c).table()), masks[c][bootstrapKey.inputDimension()], accumulators[c]);
        }
        BlindRotation.rotate(bootstrapKey, masks, accumulators, part.size(), rotationScratch);
        for (int c = 0; c < part.size(); c++) {
            extract(part.get(c), accumulators[c]);
        }
    }

    private void extract(Rotation rotation, long[] accumulator) {
        LookupTable table = rotation.table();
        int n = key.bootstrapKey().polynomialSize();
        for (int function = 0; function < table.functions(); function++) {
            long[] words = new long[key.blockDimension() + 1];
            SampleExtraction.extract(accumulator, Kernels.START, n, table.coefficient(function, n), words);
            words[words.length - 1] += (long) table.shifts().get(function) << key.deltaLog2() - 1;
            rotation.job()
                    .complete(
                            rotation.firstResult() + function,
                            new ShortintCiphertext(words, table.degrees().get(function), 1));
        }
    }

    private ServerKey.Decompression decompression() {
        return key.decompression()
                .orElseThrow(() -> new IllegalArgumentException("the server key has no decompression key"));
    }
}
