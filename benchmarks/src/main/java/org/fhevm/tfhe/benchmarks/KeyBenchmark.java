package org.fhevm.tfhe.benchmarks;

import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.core.entity.FourierLweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.core.entity.PreparedBootstrapKey;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.serialization.ServerKeyCodec;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ServerKeyParts;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Turning the bytes of a server key file into keys that bootstraps read, and the parts of that work. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 2, time = 4)
@Measurement(iterations = 5, time = 4)
public class KeyBenchmark extends EngineBenchmark {
    private final ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> material =
            BenchmarkKeys.SERVER_KEY_MATERIAL;
    private final byte[] file = ServerKeyCodec.INSTANCE.write(material);

    @Benchmark
    public ServerKey load() throws MalformedInputException {
        return ServerKey.prepare(ServerKeyCodec.INSTANCE.read(file));
    }

    @Benchmark
    public ServerKeyParts<LweKeyswitchKey, FourierLweBootstrapKey, LwePackingKeyswitchKey> read()
            throws MalformedInputException {
        return ServerKeyCodec.INSTANCE.read(file);
    }

    @Benchmark
    public ServerKey prepare() {
        return ServerKey.prepare(material);
    }

    @Benchmark
    public PreparedBootstrapKey prepareBootstrapKey() {
        return PreparedBootstrapKey.of(material.bootstrapKey());
    }

    @Benchmark
    public PreparedKeyswitchKey prepareKeyswitchKey() {
        return PreparedKeyswitchKey.of(material.keyswitchKey());
    }
}
