package org.fhevm.tfhe.benchmarks;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.client.CompactListEncryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.core.algorithm.PackingKeyswitch;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.integer.ciphertext.CompactCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.CompactListExpansion;
import org.fhevm.tfhe.integer.ciphertext.CompressedCiphertextList;
import org.fhevm.tfhe.integer.ciphertext.Compression;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Storing and restoring a 64-bit value, and expanding inputs of one and of eight of them, on two threads. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 4)
@Measurement(iterations = 5, time = 4)
public class StorageBenchmark extends EngineBenchmark {
    private static final int BLOCKS = 32;

    private final FhePool pool = new FhePool(2);
    private final RadixContext context = new RadixContext(BenchmarkKeys.SERVER_KEY, pool);
    private final RadixCiphertext value = new Encryptor(BenchmarkKeys.CLIENT_KEY, new SecureRandom())
            .encrypt(new BigInteger("1234567890123456789"), BLOCKS);
    private final CompressedCiphertextList stored = compress();
    private final ServerKey.Compression packing = BenchmarkKeys.SERVER_KEY.compression();
    private final long[][] words =
            value.blocks().stream().map(ShortintCiphertext::words).toArray(long[][]::new);
    private final CompactCiphertextList one = list(1);
    private final CompactCiphertextList eight = list(8);

    private static CompactCiphertextList list(int values) {
        CompactListEncryptor encryptor = new CompactListEncryptor(BenchmarkKeys.PUBLIC_KEY, new SecureRandom());
        for (int i = 0; i < values; i++) {
            encryptor.push(i, BLOCKS);
        }
        return encryptor.encrypt();
    }

    @Setup
    public void check() {
        if (decompress().blockCount() != BLOCKS) {
            throw new IllegalStateException("a value came back with another width");
        }
    }

    @TearDown
    public void close() {
        pool.close();
    }

    /** The keyswitch within {@link #compress}, on the calling thread. */
    @Benchmark
    public int[] packingKeyswitch() {
        return PackingKeyswitch.pack(packing.key(), words);
    }

    @Benchmark
    public CompressedCiphertextList compress() {
        return Compression.compress(context, List.of(value), List.of(new DataKind.Unsigned(BLOCKS)));
    }

    @Benchmark
    public RadixCiphertext decompress() {
        return Compression.decompress(context, stored, 0);
    }

    @Benchmark
    public List<RadixCiphertext> expandOne() {
        return CompactListExpansion.expand(context, List.of(one.blocks().ciphertexts()), one.kinds());
    }

    @Benchmark
    public List<RadixCiphertext> expandEight() {
        return CompactListExpansion.expand(context, List.of(eight.blocks().ciphertexts()), eight.kinds());
    }
}
