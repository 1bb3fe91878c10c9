package org.fhevm.tfhe.benchmarks;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.operation.ServerKeyEvaluator;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/** Operations on two encrypted values, alone on an idle pool of two threads and sixteen at a time. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 1, time = 5)
@Measurement(iterations = 3, time = 5)
public class OperationBenchmark extends EngineBenchmark {
    private static final int SATURATION = 16;

    @Param({"ADD", "SUB", "IF_THEN_ELSE", "LE", "EQ", "BIT_AND", "MIN"})
    public FheOperation operation = FheOperation.ADD;

    @Param({"UINT8", "UINT32", "UINT64", "UINT128", "UINT256"})
    public FheType type = FheType.UINT64;

    private final FhePool pool = new FhePool(2);
    private final ServerKeyEvaluator evaluator = new ServerKeyEvaluator(BenchmarkKeys.SERVER_KEY, pool);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private List<FheOperand> operands = List.of();
    private FheType resultType = FheType.UINT64;

    @Setup
    public void encrypt() {
        Encryptor encryptor = new Encryptor(BenchmarkKeys.CLIENT_KEY, new SecureRandom());
        List<FheOperand> values = new ArrayList<>();
        if (operation == FheOperation.IF_THEN_ELSE) {
            values.add(operand(FheType.BOOL, encryptor.encryptBoolean(true)));
        }
        values.add(operand(type, encryptor.encrypt(BigInteger.valueOf(1000), type.blocks())));
        values.add(operand(type, encryptor.encrypt(BigInteger.valueOf(77), type.blocks())));
        operands = values;
        resultType = switch (operation) {
            case LE, EQ -> FheType.BOOL;
            default -> type;
        };
    }

    private static FheOperand operand(FheType type, RadixCiphertext ciphertext) {
        return new FheOperand.Encrypted(new FheValue(type, ciphertext));
    }

    @TearDown
    public void close() {
        callers.close();
        pool.close();
    }

    @Benchmark
    public FheValue alone() throws FheComputationException {
        return evaluator.evaluate(operation, resultType, operands);
    }

    @Benchmark
    @OperationsPerInvocation(SATURATION)
    public List<FheValue> saturated() throws InterruptedException, ExecutionException {
        List<Future<FheValue>> running = new ArrayList<>();
        for (int i = 0; i < SATURATION; i++) {
            running.add(callers.submit(this::alone));
        }
        List<FheValue> results = new ArrayList<>();
        for (Future<FheValue> future : running) {
            results.add(future.get());
        }
        return results;
    }
}
