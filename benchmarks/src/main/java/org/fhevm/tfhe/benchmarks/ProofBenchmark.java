package org.fhevm.tfhe.benchmarks;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.ciphertext.DataKind;
import org.fhevm.tfhe.integer.ciphertext.ProvenCompactCiphertextList;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.shortint.CompactBlockList;
import org.fhevm.tfhe.zk.ParameterGenerator;
import org.fhevm.tfhe.zk.PreparedParameters;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.ProofVerifier;
import org.fhevm.tfhe.zk.ProofVerifier.Claim;
import org.fhevm.tfhe.zk.ProofVerifier.Verdict;
import org.fhevm.tfhe.zk.Prover;
import org.fhevm.tfhe.zk.Prover.Load;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Proofs of one euint64 at the parameters of fhevm, 2048 bits in a proof, on one or two processors. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 4, time = 5)
@Measurement(iterations = 5, time = 5)
public class ProofBenchmark extends EngineBenchmark {
    private static final int LWE = 16;

    @Param({"VERIFY", "PROOF"})
    public Load load = Load.VERIFY;

    @Param({"1", "2"})
    public int processors = 1;

    private final SecureRandom random = new SecureRandom();
    private final byte[] metadata = new byte[92];
    private final int[] messages = new int[LWE];
    private @Nullable ExecutorService executor;
    private @Nullable Workers workers;
    private @Nullable PublicParameters parameters;
    private @Nullable Prover prover;
    private @Nullable ProofVerifier verifier;
    private @Nullable Claim claim;

    @Setup
    public void prepare() {
        ExecutorService helpers = Executors.newFixedThreadPool(1);
        executor = helpers;
        Workers shared = new Workers(helpers, processors - 1);
        workers = shared;
        var keyParameters = ParameterSet.FHEVM_0_6.compactKey();
        long[] words = new Random(1).longs(2L * keyParameters.lweDimension()).toArray();
        CompactPublicKey key = new CompactPublicKey(words, keyParameters, KeyTag.EMPTY);
        PublicParameters made = ParameterGenerator.generate(
                new ProofShape(keyParameters.lweDimension(), 512, 43, 5, 1), random, shared, Progress.NONE);
        parameters = made;
        prover = new Prover(made, key, random);
        verifier = new ProofVerifier(new PreparedParameters(made), key, random);
        Arrays.setAll(messages, i -> i);
        Prover.ProvenList proven = prove();
        CompactBlockList blocks = new CompactBlockList(proven.ciphertexts(), 15, 4, 4, keyParameters.expansion(), 1);
        claim = new Claim(
                new ProvenCompactCiphertextList(
                        List.of(new ProvenCompactCiphertextList.Part(
                                blocks, proven.proof().encode())),
                        List.of(new DataKind.Unsigned(2 * LWE)),
                        KeyTag.EMPTY),
                metadata);
        if (verify() != Verdict.ACCEPTED) {
            throw new IllegalStateException("a proof of our own is refused");
        }
    }

    @TearDown
    public void close() {
        required(executor).shutdown();
    }

    @Benchmark
    public Verdict verify() {
        return required(verifier).verify(required(claim), required(workers));
    }

    @Benchmark
    public Prover.ProvenList prove() {
        return required(prover).prove(messages, metadata, load, required(workers), Progress.NONE);
    }

    @Benchmark
    public List<Verdict> verifyEight() {
        return required(verifier).verifyAll(Collections.nCopies(8, required(claim)), required(workers));
    }

    @Benchmark
    public PreparedParameters prepareParameters() {
        return new PreparedParameters(required(parameters));
    }

    /**
     * The check that a server makes once for each tenant. It omits the powers above the gap, which only provers use.
     */
    @Benchmark
    @BenchmarkMode(Mode.SingleShotTime)
    @Warmup(iterations = 0)
    @Measurement(iterations = 2)
    public boolean validateParameters() {
        return required(parameters)
                .validateForVerification(required(workers), Progress.NONE)
                .isValid();
    }

    private static <T> T required(@Nullable T value) {
        return Objects.requireNonNull(value, "the benchmark was not set up");
    }
}
