package org.fhevm.tfhe.executor;

import java.util.Random;
import org.fhevm.tfhe.core.algorithm.BlindRotation;
import org.fhevm.tfhe.core.algorithm.LweKeyswitch;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.parameters.ComputeParameters;

/**
 * Runs the numeric kernels on noise until the JIT compiler has compiled them.
 *
 * <p>Before that, every vector is an object, and the first bootstrap of a process takes seconds instead of
 * milliseconds. The warm-up takes about two seconds of one core and no keys, so that a process can connect and load
 * keys meanwhile.
 */
public final class KernelWarmUp {
    /** Entries of the small keys of the warm-up. The compiler only needs rows and polynomials of the real length. */
    private static final int ENTRIES = 64;

    private static final int MINIMUM_ROUNDS = 20;
    private static final int MAXIMUM_ROUNDS = 200;

    /** A round this much slower than the quickest one is still being compiled, or was disturbed. */
    private static final double STEADY = 1.3;

    private KernelWarmUp() {}

    /** Runs the kernels on the calling thread, on rows and polynomials of the given parameters' lengths. */
    public static void run(ComputeParameters parameters) {
        Random random = new Random(1);
        PreparedBootstrapKey bootstrapKey = bootstrapKey(parameters, random);
        PreparedKeyswitchKey keyswitchKey = keyswitchKey(parameters);
        long[][] inputs = {random.longs(ENTRIES + 1L).toArray()};
        int[][] switched = new int[1][keyswitchKey.rowLength()];
        int[][] exponents = {
            random.ints(ENTRIES, 1, 2 * parameters.polynomialSize()).toArray()
        };
        long[][] accumulators = {BlindRotation.newAccumulator(bootstrapKey)};
        LweKeyswitch.Scratch keyswitchScratch = new LweKeyswitch.Scratch(1, keyswitchKey);
        BlindRotation.Scratch rotationScratch = new BlindRotation.Scratch(bootstrapKey);
        double[][] column = {
            bootstrapKey.transform().newArray(), bootstrapKey.transform().newArray()
        };
        long quickest = Long.MAX_VALUE;
        int steadyRounds = 0;
        for (int round = 0; round < MAXIMUM_ROUNDS && steadyRounds < MINIMUM_ROUNDS; round++) {
            long start = System.nanoTime();
            LweKeyswitch.keyswitch(keyswitchKey, inputs, switched, 1, keyswitchScratch);
            BlindRotation.rotate(bootstrapKey, exponents, accumulators, 1, rotationScratch);
            multiplyColumns(bootstrapKey, column);
            long time = System.nanoTime() - start;
            quickest = Math.min(quickest, time);
            steadyRounds = time < STEADY * quickest ? steadyRounds + 1 : 0;
        }
    }

    /** Runs the kernel that only a rotation on two threads uses. */
    private static void multiplyColumns(PreparedBootstrapKey key, double[][] column) {
        int points = key.polynomialSize() / 2;
        for (int i = 0; i < ENTRIES; i++) {
            key.transform()
                    .kernels()
                    .multiplyColumn(
                            column[0],
                            column[1],
                            column[0],
                            column[1],
                            column[0],
                            column[1],
                            key.values(),
                            key.offset(i, 0, 0, 0),
                            key.offset(i, 0, 0, 0),
                            points);
        }
    }

    private static PreparedBootstrapKey bootstrapKey(ComputeParameters parameters, Random random) {
        int width = parameters.glweDimension() + 1;
        int count = ENTRIES * parameters.bootstrap().levelCount() * width * width * parameters.polynomialSize();
        return PreparedBootstrapKey.of(new FourierLweBootstrapKey(
                ENTRIES,
                parameters.glweDimension(),
                parameters.polynomialSize(),
                parameters.bootstrap(),
                random.doubles(count, -1, 1).toArray()));
    }

    private static PreparedKeyswitchKey keyswitchKey(ComputeParameters parameters) {
        int count = ENTRIES * parameters.keyswitch().levelCount() * (parameters.lweDimension() + 1);
        return PreparedKeyswitchKey.of(
                new LweKeyswitchKey(ENTRIES, parameters.lweDimension(), parameters.keyswitch(), new long[count]));
    }
}
