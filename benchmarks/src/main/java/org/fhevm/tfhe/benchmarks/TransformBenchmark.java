package org.fhevm.tfhe.benchmarks;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.math.fft.NegacyclicTransform;
import org.fhevm.tfhe.math.simd.Kernels;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** One transform of a polynomial of 2048 coefficients, by the vector kernels and by the scalar ones. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
        value = 1,
        jvmArgsAppend = {"--add-modules=jdk.incubator.vector", "-XX:ObjectAlignmentInBytes=64"})
public class TransformBenchmark {
    @Param({"vector", "scalar"})
    public String kernels = "vector";

    private NegacyclicTransform transform = new NegacyclicTransform(2048, Kernels.scalar());
    private final double[][] arrays = new double[2][Kernels.START + 1024];

    @Setup
    public void prepare() {
        transform = new NegacyclicTransform(2048, kernels.equals("scalar") ? Kernels.scalar() : Kernels.best());
        Random random = new Random(1);
        for (double[] array : arrays) {
            java.util.Arrays.setAll(array, j -> random.nextGaussian());
        }
    }

    /** Forward, then back, so that values stay bounded once scaled. */
    @Benchmark
    public double[] forwardAndInverse() {
        transform.forward(arrays[0], arrays[1]);
        for (int j = Kernels.START; j < Kernels.START + 1024; j++) {
            arrays[0][j] *= 1.0 / 1024;
            arrays[1][j] *= 1.0 / 1024;
        }
        transform.inverseUnscaled(arrays[0], arrays[1]);
        return arrays[0];
    }
}
