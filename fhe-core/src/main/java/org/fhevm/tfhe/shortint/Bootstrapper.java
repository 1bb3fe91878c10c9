package org.fhevm.tfhe.shortint;

import java.util.List;
import java.util.Objects;
import org.fhevm.tfhe.core.algorithm.BlindRotation;
import org.fhevm.tfhe.core.algorithm.LweKeyswitch;
import org.fhevm.tfhe.core.algorithm.ModulusSwitch;
import org.fhevm.tfhe.core.algorithm.SampleExtraction;
import org.fhevm.tfhe.core.algorithm.TwoThreadBlindRotation;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.math.simd.TransformKernels;
import org.jspecify.annotations.Nullable;

/**
 * Runs batches of bootstraps on one thread: keyswitch, modulus switch, blind rotation, sample extraction.
 *
 * <p>Holds the work space of that thread for one server key; not to be shared between threads. All jobs of a batch have
 * the same {@link BootstrapJob.Source}. A batch allocates nothing: results are written to arrays owned by their job,
 * which its first run makes. A second thread can help with a single job.
 */
public final class Bootstrapper {
    private final ServerKey key;
    private final int batch;
    private final int[][] switched;
    private final int[][] exponents;
    private final int[][] masks;
    private final long[][] accumulators;
    private final long[][] inputs;
    private final LweKeyswitch.Scratch blockScratch;
    private final LweKeyswitch.@Nullable Scratch castingScratch;
    private final BlindRotation.Scratch rotationScratch;
    private final Rotation[] rotations;
    /** Null at first, and after a slow helper, which may still write to the previous one. */
    private TwoThreadBlindRotation.@Nullable WorkSpace sharedSpace;

    private @Nullable TwoThreadBlindRotation sharedRotation;

    /** One blind rotation of a batch: a table of a job. Mutable; there is one for every accumulator. */
    private static final class Rotation {
        private @Nullable BootstrapJob job;
        private @Nullable LookupTable table;
        private int firstResult;
    }

    /**
     * @param key the keys
     * @param batch number of jobs, and of rotations, that share one pass over the keys
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
        masks = new int[batch][];
        accumulators = new long[batch][];
        rotations = new Rotation[batch];
        for (int c = 0; c < batch; c++) {
            accumulators[c] = BlindRotation.newAccumulator(key.bootstrapKey());
            rotations[c] = new Rotation();
        }
        inputs = new long[batch][];
        blockScratch = new LweKeyswitch.Scratch(batch, key.keyswitchKey());
        castingScratch = key.castingKey()
                .map(casting -> new LweKeyswitch.Scratch(batch, casting))
                .orElse(null);
        rotationScratch = new BlindRotation.Scratch(key.bootstrapKey());
    }

    /** Number of jobs that share one pass over the keys. */
    public int batch() {
        return batch;
    }

    /**
     * Runs jobs of one source and fills in their results.
     *
     * @param jobs any number of them
     * @throws IllegalArgumentException if the server key has no casting or decompression key, and the source needs it
     */
    public void run(List<BootstrapJob> jobs) {
        for (int start = 0; start < jobs.size(); start += batch) {
            runBatch(jobs, start, Math.min(start + batch, jobs.size()));
        }
    }

    /**
     * Whether a second thread can help with this job: it has one rotation, preceded by a keyswitch, during which the
     * helper can join.
     */
    public boolean canShare(BootstrapJob job) {
        return job.source() == BootstrapJob.Source.BLOCK
                && job.tables().size() == 1
                && TwoThreadBlindRotation.isPossible(key.bootstrapKey());
    }

    /**
     * A rotation for {@link #run(BootstrapJob, TwoThreadBlindRotation)}; another thread may call
     * {@link TwoThreadBlindRotation#help} on it.
     */
    public TwoThreadBlindRotation newTwoThreadRotation() {
        TwoThreadBlindRotation.WorkSpace space = sharedSpace;
        if (space == null) {
            space = new TwoThreadBlindRotation.WorkSpace(key.bootstrapKey());
            sharedSpace = space;
        }
        return new TwoThreadBlindRotation(space);
    }

    /**
     * Runs one job and shares its rotation with a helper.
     *
     * @param job a job that {@link #canShare} accepts
     * @param shared made by {@link #newTwoThreadRotation}; for this job only
     * @return false if the helper did not come in time or was too slow; this thread has then run the job alone
     */
    public boolean run(BootstrapJob job, TwoThreadBlindRotation shared) {
        sharedRotation = shared;
        try {
            run(List.of(job));
            return sharedSpace != null;
        } finally {
            sharedRotation = null;
            shared.cancel();
        }
    }

    private void runBatch(List<BootstrapJob> jobs, int from, int to) {
        toExponents(jobs, from, to);
        PreparedBootstrapKey bootstrapKey = bootstrapKey(jobs.get(from).source());
        int count = 0;
        for (int j = from; j < to; j++) {
            BootstrapJob job = jobs.get(j);
            int firstResult = 0;
            for (int t = 0; t < job.tables().size(); t++) {
                LookupTable table = job.tables().get(t);
                start(count++, bootstrapKey, exponents[j - from], job, table, firstResult);
                firstResult += table.functions();
                if (count == batch) {
                    rotate(bootstrapKey, count);
                    count = 0;
                }
            }
        }
        rotate(bootstrapKey, count);
    }

    private PreparedBootstrapKey bootstrapKey(BootstrapJob.Source source) {
        return switch (source) {
            case BLOCK, COMPACT_LIST, PSEUDO_RANDOM -> key.bootstrapKey();
            case PACKED -> decompression().key();
        };
    }

    private void toExponents(List<BootstrapJob> jobs, int from, int to) {
        int log = Integer.numberOfTrailingZeros(2 * key.bootstrapKey().polynomialSize());
        for (int j = from; j < to; j++) {
            inputs[j - from] = jobs.get(j).input();
        }
        switch (jobs.get(from).source()) {
            case BLOCK -> keyswitch(key.keyswitchKey(), blockScratch, to - from, log);
            case COMPACT_LIST -> {
                if (castingScratch == null) {
                    throw new IllegalArgumentException("the server key has no casting key");
                }
                keyswitch(key.castingKey().orElseThrow(), castingScratch, to - from, log);
            }
            case PACKED, PSEUDO_RANDOM -> {
                for (int c = 0; c < to - from; c++) {
                    ModulusSwitch.plain(inputs[c], exponents[c], inputs[c].length, log);
                }
            }
        }
    }

    private void keyswitch(PreparedKeyswitchKey to, LweKeyswitch.Scratch scratch, int count, int log) {
        LweKeyswitch.keyswitch(to, inputs, switched, count, scratch);
        for (int c = 0; c < count; c++) {
            ModulusSwitch.centred(switched[c], exponents[c], to.outputDimension(), log);
        }
    }

    private void start(
            int c,
            PreparedBootstrapKey bootstrapKey,
            int[] mask,
            BootstrapJob job,
            LookupTable table,
            int firstResult) {
        masks[c] = mask;
        rotations[c].job = job;
        rotations[c].table = table;
        rotations[c].firstResult = firstResult;
        BlindRotation.start(key.accumulator(table), mask[bootstrapKey.inputDimension()], accumulators[c]);
        if (job.ditherSeed() > 0) {
            BlindRotation.dither(bootstrapKey, accumulators[c], job.ditherSeed());
        }
    }

    private void rotate(PreparedBootstrapKey bootstrapKey, int count) {
        if (sharedRotation == null || !rotateOnTwoThreads(sharedRotation)) {
            BlindRotation.rotate(bootstrapKey, masks, accumulators, count, rotationScratch);
        }
        for (int c = 0; c < count; c++) {
            Rotation rotation = rotations[c];
            extract(
                    Objects.requireNonNull(rotation.job),
                    Objects.requireNonNull(rotation.table),
                    rotation.firstResult,
                    accumulators[c]);
            rotation.job = null;
            rotation.table = null;
        }
    }

    private boolean rotateOnTwoThreads(TwoThreadBlindRotation shared) {
        sharedRotation = null;
        boolean done = false;
        try {
            done = shared.lead(masks[0], accumulators[0]);
            return done;
        } finally {
            if (!done) {
                sharedSpace = null;
            }
        }
    }

    private void extract(BootstrapJob job, LookupTable table, int firstResult, long[] accumulator) {
        int n = key.bootstrapKey().polynomialSize();
        for (int function = 0; function < table.functions(); function++) {
            long[] words = job.resultWords(
                    firstResult + function,
                    key.blockDimension() + 1,
                    table.degrees().get(function));
            SampleExtraction.extract(accumulator, TransformKernels.START, n, table.coefficient(function, n), words);
            words[words.length - 1] += (long) table.shifts().get(function) << key.deltaLog2() - 1;
        }
    }

    private ServerKey.Decompression decompression() {
        return key.decompression()
                .orElseThrow(() -> new IllegalArgumentException("the server key has no decompression key"));
    }
}
