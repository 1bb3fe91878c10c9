package org.fhevm.coprocessor.endtoend;

import static org.fhevm.coprocessor.endtoend.ScenarioClient.clear;
import static org.fhevm.coprocessor.endtoend.ScenarioClient.computation;
import static org.fhevm.coprocessor.endtoend.ScenarioClient.handle;
import static org.fhevm.coprocessor.endtoend.ScenarioClient.scalar;

import com.google.protobuf.ByteString;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.TrivialEncryptRequestSingle;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Supplier;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;

/**
 * Requests whose computations build on each other and on those of earlier requests, with their expected results. For
 * one thread.
 */
final class RandomGraphs {
    private static final int INPUTS = 3;
    private static final int COMPUTATIONS = 24;
    /** How many of the latest results a computation may build on. */
    private static final int REACH = 60;

    private static final FheType TYPE = FheType.UINT8;
    private static final BigInteger MODULUS = BigInteger.TWO.pow(TYPE.bits());

    private final Random random;
    private final Supplier<ByteString> handles;
    private final List<ByteString> numbers = new ArrayList<>();
    private final List<ByteString> truths = new ArrayList<>();
    private final Map<ByteString, BigInteger> values = new LinkedHashMap<>();

    RandomGraphs(long seed, Supplier<ByteString> handles) {
        this.random = new Random(seed);
        this.handles = handles;
    }

    /** One request: its clear inputs, and its computations in no order. */
    record Request(List<TrivialEncryptRequestSingle> inputs, List<AsyncComputation> computations) {}

    Request next() {
        List<TrivialEncryptRequestSingle> inputs = new ArrayList<>();
        for (int i = 0; i < INPUTS; i++) {
            BigInteger value = new BigInteger(TYPE.bits(), random);
            ByteString input = handles.get();
            inputs.add(clear(input, TYPE, value));
            values.put(input, value);
            numbers.add(input);
        }
        List<AsyncComputation> computations = new ArrayList<>();
        for (int i = 0; i < COMPUTATIONS; i++) {
            computations.add(truths.isEmpty() || i % 4 == 0 ? comparison() : arithmetic());
        }
        Collections.shuffle(computations, random);
        return new Request(inputs, computations);
    }

    private AsyncComputation comparison() {
        ByteString left = recent(numbers);
        ByteString right = recent(numbers);
        boolean result = value(left).compareTo(value(right)) <= 0;
        ByteString output = result(truths, result ? BigInteger.ONE : BigInteger.ZERO);
        return computation(FheOperation.LE, output, handle(left), handle(right));
    }

    private AsyncComputation arithmetic() {
        ByteString left = recent(numbers);
        ByteString right = recent(numbers);
        BigInteger x = value(left);
        BigInteger y = value(right);
        return switch (random.nextInt(5)) {
            case 0 -> computation(FheOperation.ADD, result(x.add(y)), handle(left), handle(right));
            case 1 -> computation(FheOperation.SUB, result(x.subtract(y)), handle(left), handle(right));
            case 2 -> computation(FheOperation.BIT_XOR, result(x.xor(y)), handle(left), handle(right));
            case 3 -> computation(FheOperation.ADD, result(x.add(BigInteger.TEN)), handle(left), scalar(10));
            default -> {
                ByteString condition = recent(truths);
                BigInteger chosen = value(condition).signum() != 0 ? x : y;
                yield computation(
                        FheOperation.IF_THEN_ELSE, result(chosen), handle(condition), handle(left), handle(right));
            }
        };
    }

    private BigInteger value(ByteString handle) {
        return Objects.requireNonNull(values.get(handle));
    }

    private ByteString result(BigInteger value) {
        return result(numbers, value.mod(MODULUS));
    }

    private ByteString result(List<ByteString> known, BigInteger value) {
        ByteString output = handles.get();
        values.put(output, value);
        known.add(output);
        return output;
    }

    private ByteString recent(List<ByteString> known) {
        int from = Math.max(0, known.size() - REACH);
        return known.get(from + random.nextInt(known.size() - from));
    }

    /** The expected value of every handle so far. */
    Map<ByteString, BigInteger> values() {
        return values;
    }
}
