package org.fhevm.tfhe.benchmarks;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.fhevm.tfhe.math.simd.Shake256;
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

/** SHAKE256 over a thousand blocks of 136 bytes for each hash, on one thread. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class ShakeBenchmark extends EngineBenchmark {
    private static final int BYTES = 1000 * 136;

    @Param({"1", "2", "4", "8"})
    public int hashes = 1;

    private final byte[] bytes = new byte[BYTES];
    private long[] words = new long[0];
    private long[][] inputs = new long[0][];

    @Setup
    public void prepare() {
        words = new Random(1).longs(BYTES / Long.BYTES).toArray();
        ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asLongBuffer().put(words);
        inputs = new long[hashes][];
        Arrays.fill(inputs, words);
        if (!Arrays.equals(sideBySide(), bouncyCastle()) || !Arrays.equals(oneByOne(), bouncyCastle())) {
            throw new IllegalStateException("hashes of the same input differ");
        }
    }

    @Benchmark
    public long[] bouncyCastle() {
        long[] out = new long[hashes];
        byte[] first = new byte[Long.BYTES];
        for (int i = 0; i < hashes; i++) {
            SHAKEDigest hash = new SHAKEDigest(256);
            hash.update(bytes, 0, BYTES);
            hash.doFinal(first, 0, first.length);
            out[i] = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
        }
        return out;
    }

    @Benchmark
    public long[] oneByOne() {
        long[] out = new long[hashes];
        for (int i = 0; i < hashes; i++) {
            new Shake256().absorb(words).squeeze(out, i, 1);
        }
        return out;
    }

    @Benchmark
    public long[] sideBySide() {
        Shake256[] together = new Shake256[hashes];
        Arrays.setAll(together, i -> new Shake256());
        Shake256.absorb(together, inputs);
        long[][] out = new long[hashes][1];
        Shake256.squeeze(together, out, 0, 1);
        return Arrays.stream(out).mapToLong(first -> first[0]).toArray();
    }
}
