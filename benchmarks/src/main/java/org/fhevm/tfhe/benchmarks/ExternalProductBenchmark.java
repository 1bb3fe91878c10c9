package org.fhevm.tfhe.benchmarks;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.core.algorithm.BlindRotation;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.parameters.ComputeParameters;
import org.fhevm.tfhe.parameters.ParameterSet;
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
 * External products at the parameters of fhevm, one for each entry of a key: with one entry the key stays in the
 * second-level cache, with 887 it is that of a blind rotation. Times are for all entries: divide by their number.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 6, time = 2)
@Measurement(iterations = 5, time = 2)
public class ExternalProductBenchmark extends EngineBenchmark {
    @Param({"1", "887"})
    public int entries = 1;

    private PreparedBootstrapKey key = key(1);
    private int[][] exponents = {};
    private final long[][] accumulators = {BlindRotation.newAccumulator(key)};
    private final BlindRotation.Scratch scratch = new BlindRotation.Scratch(key);

    @Setup
    public void prepare() {
        key = key(entries);
        Random random = new Random(1);
        exponents =
                new int[][] {random.ints(entries, 1, 2 * key.polynomialSize()).toArray()};
        Arrays.setAll(accumulators[0], j -> random.nextLong());
    }

    private static PreparedBootstrapKey key(int entries) {
        ComputeParameters parameters = ParameterSet.FHEVM_0_6.compute();
        int width = parameters.glweDimension() + 1;
        int perEntry = parameters.bootstrap().levelCount() * width * width * parameters.polynomialSize();
        double[] values =
                new Random(1).doubles((long) entries * perEntry, -1, 1).toArray();
        return PreparedBootstrapKey.of(new FourierLweBootstrapKey(
                entries, parameters.glweDimension(), parameters.polynomialSize(), parameters.bootstrap(), values));
    }

    @Benchmark
    public long[][] externalProduct() {
        BlindRotation.rotate(key, exponents, accumulators, 1, scratch);
        return accumulators;
    }
}
