package org.fhevm.tfhe.benchmarks;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.core.algorithm.BlindRotation;
import org.fhevm.tfhe.core.algorithm.LweKeyswitch;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.Bootstrapper;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKey;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The steps of a bootstrap at the parameters of fhevm. Times are for a whole batch on one thread: divide by its size.
 * With {@code -t 2} two threads share the keys. All of it writes into arrays that exist, and allocates nothing.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 3)
public class BootstrapBenchmark extends EngineBenchmark {
    private static final LookupTable IDENTITY = LookupTable.of(v -> v);

    @Param({"1", "8", "16", "32"})
    public int batch = 1;

    private final ServerKey key = BenchmarkKeys.SERVER_KEY;
    private final LweKeyswitch.Scratch keyswitchScratch = new LweKeyswitch.Scratch(32, key.keyswitchKey());
    private final BlindRotation.Scratch rotationScratch = new BlindRotation.Scratch(key.bootstrapKey());
    private Bootstrapper bootstrapper = new Bootstrapper(1);
    private final List<BootstrapJob> jobs = new ArrayList<>();
    private long[][] inputs = {};
    private int[][] switched = {};
    private int[][] exponents = {};
    private long[][] accumulators = {};

    @Setup
    public void prepare() {
        bootstrapper = new Bootstrapper(batch);
        Encryptor encryptor = new Encryptor(BenchmarkKeys.CLIENT_KEY, new SecureRandom());
        Random random = new Random(1);
        inputs = new long[batch][];
        switched = new int[batch][key.keyswitchKey().rowLength()];
        exponents = new int[batch][key.bootstrapKey().inputDimension()];
        accumulators = new long[batch][];
        for (int c = 0; c < batch; c++) {
            inputs[c] = encryptor.encryptBlock(c % 16).words();
            jobs.add(new BootstrapJob(BootstrapJob.Source.BLOCK, inputs[c], List.of(IDENTITY)));
            java.util.Arrays.setAll(exponents[c], i -> 1 + random.nextInt(4095));
            accumulators[c] = BlindRotation.newAccumulator(key.bootstrapKey());
            java.util.Arrays.setAll(accumulators[c], i -> random.nextLong());
        }
        Decryptor decryptor = new Decryptor(BenchmarkKeys.CLIENT_KEY);
        keyswitchAndBootstrap();
        for (int c = 0; c < batch; c++) {
            if (decryptor.decryptBlock(jobs.get(c).result()) != c % 16) {
                throw new IllegalStateException("a bootstrap gave a wrong value");
            }
        }
    }

    @Benchmark
    public int[][] keyswitch() {
        LweKeyswitch.keyswitch(key.keyswitchKey(), inputs, switched, batch, keyswitchScratch);
        return switched;
    }

    @Benchmark
    public long[][] blindRotation() {
        BlindRotation.rotate(key.bootstrapKey(), exponents, accumulators, batch, rotationScratch);
        return accumulators;
    }

    /** The same jobs again and again, so that results are written to arrays that exist. */
    @Benchmark
    public List<BootstrapJob> keyswitchAndBootstrap() {
        bootstrapper.run(key, jobs);
        return jobs;
    }
}
