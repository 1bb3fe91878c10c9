package org.fhevm.tfhe.benchmarks;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.TransformKernels;
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
 * One transform of a polynomial of 2048 coefficients, by the vector kernels and by the scalar ones. Copying its 16 kB
 * beforehand is part of the time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class TransformBenchmark extends EngineBenchmark {
    @Param({"vector", "scalar"})
    public String kernels = "vector";

    private NegacyclicTransform transform = new NegacyclicTransform(2048, TransformKernels.scalar());
    private final double[][] arrays = new double[2][TransformKernels.START + 1024];
    private final double[] digits = new double[TransformKernels.START + 1024];

    @Setup
    public void prepare() {
        transform = new NegacyclicTransform(
                2048, kernels.equals("scalar") ? TransformKernels.scalar() : TransformKernels.best());
        Random random = new Random(1);
        Arrays.setAll(digits, j -> random.nextInt(1 << 22) - (1 << 21));
    }

    @Benchmark
    public double[] forward() {
        System.arraycopy(digits, 0, arrays[0], 0, digits.length);
        System.arraycopy(digits, 0, arrays[1], 0, digits.length);
        transform.forward(arrays[0], arrays[1]);
        return arrays[0];
    }

    @Benchmark
    public double[] inverse() {
        System.arraycopy(digits, 0, arrays[0], 0, digits.length);
        System.arraycopy(digits, 0, arrays[1], 0, digits.length);
        transform.inverseUnscaled(arrays[0], arrays[1]);
        return arrays[0];
    }
}
