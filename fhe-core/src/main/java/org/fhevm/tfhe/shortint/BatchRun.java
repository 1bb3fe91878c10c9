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
 * One batch of bootstraps after the other, in work space for keys of one shape: keyswitch, modulus switch, blind
 * rotation, sample extraction.
 *
 * <p>Mutable, for one thread. Between two batches it refers to no key. A batch allocates nothing.
 */
final class BatchRun {
    private final WorkShape shape;
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

    /**
     * @param key a key of the shape
     * @param batch number of jobs, and of rotations, that share one pass over the keys
     */
    BatchRun(ServerKey key, int batch) {
        this.shape = key.workShape();
        this.batch = batch;
        switched = new int[batch][shape.rowLength()];
        exponents = new int[batch][shape.longestMask() + 1];
        masks = new int[batch][];
        accumulators = new long[batch][];
        rotations = new Rotation[batch];
        for (int c = 0; c < batch; c++) {
            accumulators[c] = BlindRotation.newAccumulator(key.bootstrapKey());
            rotations[c] = new Rotation();
        }
        inputs = new long[batch][];
        blockScratch = new LweKeyswitch.Scratch(batch, key.keyswitchKey());
        castingScratch = key.hasCastingKey() ? new LweKeyswitch.Scratch(batch, key.castingKey()) : null;
        rotationScratch = new BlindRotation.Scratch(key.bootstrapKey());
    }

    boolean fits(ServerKey key) {
        return shape.equals(key.workShape());
    }

    /** A rotation under a key of this shape that another thread can help with. */
    TwoThreadBlindRotation newTwoThreadRotation(ServerKey key) {
        TwoThreadBlindRotation.WorkSpace space = sharedSpace;
        if (space == null) {
            space = new TwoThreadBlindRotation.WorkSpace(key.bootstrapKey());
            sharedSpace = space;
        }
        return new TwoThreadBlindRotation(key.bootstrapKey(), space);
    }

    /** Runs one job and shares its rotation; false if this thread had to run it alone, or the rest of it. */
    boolean run(ServerKey key, BootstrapJob job, TwoThreadBlindRotation shared) {
        sharedRotation = shared;
        try {
            run(key, List.of(job), 0, 1);
            return sharedSpace != null;
        } finally {
            sharedRotation = null;
            shared.cancel();
        }
    }

    /**
     * Runs a range of jobs, which all have the same source.
     *
     * @param key a key of this shape
     * @param to end of the range, exclusive; at most a batch after {@code from}
     */
    void run(ServerKey key, List<BootstrapJob> jobs, int from, int to) {
        toExponents(key, jobs, from, to);
        PreparedBootstrapKey rotationKey = rotationKey(key, jobs.get(from).source());
        int count = 0;
        for (int j = from; j < to; j++) {
            BootstrapJob job = jobs.get(j);
            int firstResult = 0;
            for (int t = 0; t < job.tables().size(); t++) {
                LookupTable table = job.tables().get(t);
                rotations[count].set(job, table, firstResult);
                start(key, rotationKey, exponents[j - from], count++);
                firstResult += table.functions();
                if (count == batch) {
                    rotate(key, rotationKey, count);
                    count = 0;
                }
            }
        }
        rotate(key, rotationKey, count);
    }

    private static PreparedBootstrapKey rotationKey(ServerKey key, BootstrapJob.Source source) {
        return switch (source) {
            case BLOCK, COMPACT_LIST, PSEUDO_RANDOM -> key.bootstrapKey();
            case PACKED -> key.decompression().key();
        };
    }

    private void toExponents(ServerKey key, List<BootstrapJob> jobs, int from, int to) {
        int log = Integer.numberOfTrailingZeros(2 * shape.polynomialSize());
        for (int j = from; j < to; j++) {
            inputs[j - from] = jobs.get(j).input();
        }
        switch (jobs.get(from).source()) {
            case BLOCK -> keyswitch(key.keyswitchKey(), blockScratch, to - from, log);
            case COMPACT_LIST -> keyswitch(key.castingKey(), Objects.requireNonNull(castingScratch), to - from, log);
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

    /** Puts the table of a rotation, turned by the body of its input, into an accumulator. */
    private void start(ServerKey key, PreparedBootstrapKey rotationKey, int[] mask, int c) {
        masks[c] = mask;
        BlindRotation.start(key.accumulator(rotations[c].table()), mask[rotationKey.inputDimension()], accumulators[c]);
        int ditherSeed = rotations[c].job().ditherSeed();
        if (ditherSeed > 0) {
            BlindRotation.dither(rotationKey, accumulators[c], ditherSeed);
        }
    }

    private void rotate(ServerKey key, PreparedBootstrapKey rotationKey, int count) {
        int from = sharedRotation == null ? 0 : rotateOnTwoThreads(sharedRotation, rotationKey);
        BlindRotation.rotateFrom(rotationKey, from, masks, accumulators, count, rotationScratch);
        for (int c = 0; c < count; c++) {
            extract(key, rotations[c], accumulators[c]);
            rotations[c].clear();
        }
    }

    /** Rotates the only accumulator of a batch, as far as a helper comes along; returns the first exponent left. */
    private int rotateOnTwoThreads(TwoThreadBlindRotation shared, PreparedBootstrapKey rotationKey) {
        sharedRotation = null;
        int reached = 0;
        try {
            reached = shared.lead(masks[0], accumulators[0]);
            return reached;
        } finally {
            if (reached < rotationKey.inputDimension()) {
                sharedSpace = null;
            }
        }
    }

    private void extract(ServerKey key, Rotation rotation, long[] accumulator) {
        LookupTable table = rotation.table();
        int n = shape.polynomialSize();
        for (int function = 0; function < table.functions(); function++) {
            long[] words = rotation.job()
                    .resultWords(
                            rotation.firstResult + function,
                            key.blockDimension() + 1,
                            table.degrees().get(function));
            SampleExtraction.extract(accumulator, TransformKernels.START, n, table.coefficient(function, n), words);
            words[words.length - 1] += (long) table.shifts().get(function) << key.deltaLog2() - 1;
        }
    }

    /** One blind rotation of a batch: a table of a job. Mutable; there is one for every accumulator. */
    private static final class Rotation {
        private @Nullable BootstrapJob job;
        private @Nullable LookupTable table;
        private int firstResult;

        void set(BootstrapJob job, LookupTable table, int firstResult) {
            this.job = job;
            this.table = table;
            this.firstResult = firstResult;
        }

        void clear() {
            job = null;
            table = null;
        }

        BootstrapJob job() {
            return Objects.requireNonNull(job);
        }

        LookupTable table() {
            return Objects.requireNonNull(table);
        }
    }
}
