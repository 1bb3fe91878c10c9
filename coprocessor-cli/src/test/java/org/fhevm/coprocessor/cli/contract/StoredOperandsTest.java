package org.fhevm.coprocessor.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.cli.contract.CallBuilder.clear;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.fhevm.coprocessor.cli.contract.ContractCall.Argument;
import org.fhevm.coprocessor.cli.contract.ContractCall.Step;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.operation.ServerKeyEvaluator;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** What first rounds that are looked up while decompressing would save, as docs/engine-experiments.md says. */
class StoredOperandsTest {
    private static final ExecutorService ONE_THREAD = Executors.newSingleThreadExecutor();
    /** A number without a digit that makes a bitwise operation free. */
    private static final long SCALAR = 0x6666_6666_6666_6666L;

    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 1);

    @AfterAll
    static void endThread() {
        ONE_THREAD.close();
    }

    @Test
    void thePageHasTheCallsOfContracts() throws Exception {
        List<ContractCall> calls = new ArrayList<>(ContractCalls.ALL);
        calls.add(mint());
        calls.add(operationsOfTheInteropContract());
        StringBuilder table = new StringBuilder();
        for (ContractCall call : calls) {
            Savings savings = savings(call);
            table.append(String.format(
                    "| %s | %d | %d | %d | %d | %d | %d |%n",
                    call,
                    call.inputs().size(),
                    savings.comparedOnly,
                    savings.tables,
                    savings.bootstraps,
                    savings.decompressions,
                    savings.saved));
        }
        System.out.println(table);

        assertThat(page()).contains(table);
    }

    @Test
    void thePageHasSingleOperations() throws Exception {
        StringBuilder table = new StringBuilder();
        for (ContractCall call : singleOperations()) {
            Savings savings = savings(call);
            long now = savings.bootstraps + savings.decompressions;
            table.append(String.format(
                    "| %s | %d + %d | %d | %d %% |%n",
                    call,
                    savings.decompressions,
                    savings.bootstraps,
                    now - savings.saved,
                    Math.round(100.0 * savings.saved / now)));
        }
        System.out.println(table);

        assertThat(page()).contains(table);
    }

    private static List<ContractCall> singleOperations() {
        return List.of(
                ofTwo("eq, ne", FheOperation.EQ),
                ofTwo("ge, gt, le, lt", FheOperation.LE),
                ofTwo("min, max", FheOperation.MIN),
                ofTwo("and, or, xor", FheOperation.BIT_AND),
                ofTwo("add, sub", FheOperation.ADD),
                withScalar("eq, ne a scalar", FheOperation.EQ),
                withScalar("ge, gt, le, lt a scalar", FheOperation.LE),
                withScalar("min, max with a scalar", FheOperation.MIN),
                withScalar("and, or, xor by a scalar", FheOperation.BIT_AND),
                withScalar("add, sub by a scalar", FheOperation.ADD),
                withScalar("shl, shr by 1", FheOperation.SHL),
                cast());
    }

    private static ContractCall ofTwo(String name, FheOperation operation) {
        CallBuilder call = new CallBuilder(name);
        call.compute("result", operation, call.number("left", 1), call.number("right", 2));
        return call.build();
    }

    private static ContractCall withScalar(String name, FheOperation operation) {
        CallBuilder call = new CallBuilder(name);
        call.compute("result", operation, call.number("left", 1), clear(operation == FheOperation.SHL ? 1 : SCALAR));
        return call.build();
    }

    private static ContractCall cast() {
        CallBuilder call = new CallBuilder("cast to bool");
        call.compute("result", FheOperation.CAST, call.number("left", 1), new Argument.TypeCode(FheType.BOOL));
        return call.build();
    }

    /** The token of the interop tests mints a clear number; its transfers are those of the calls. */
    private static ContractCall mint() {
        CallBuilder call = new CallBuilder("mint");
        call.compute("new_balance", FheOperation.ADD, call.number("balance", 100), clear(1000));
        return call.build();
    }

    /** What {@code interop/contracts/Operations.sol} sends for values of a proof; without what is random. */
    private static ContractCall operationsOfTheInteropContract() {
        Argument.Named flag = new Argument.Named("flag", FheType.BOOL);
        Argument.Named small = new Argument.Named("small", FheType.UINT8);
        Argument.Named medium = new Argument.Named("medium", FheType.UINT16);
        Argument.Named account = new Argument.Named("account", FheType.UINT160);
        Argument.Named widened = new Argument.Named("widened", FheType.UINT16);
        Argument.Named wide = new Argument.Named("wide", FheType.UINT32);
        Argument.Named contract = new Argument.Named("contract", FheType.UINT160);
        Argument.Clear address = new Argument.Clear(BigInteger.TWO.pow(159).subtract(BigInteger.ONE));
        return new ContractCall(
                "operations",
                List.of(flag, small, medium, account),
                List.of(
                        step("negated", FheOperation.NOT, FheType.BOOL, flag),
                        step("widened", FheOperation.CAST, FheType.UINT16, small, code(FheType.UINT16)),
                        step("greater", FheOperation.GT, FheType.BOOL, medium, widened),
                        step("same_address", FheOperation.EQ, FheType.BOOL, account, address),
                        step("narrowed", FheOperation.CAST, FheType.UINT4, small, code(FheType.UINT4)),
                        step("least", FheOperation.MIN, FheType.UINT8, small, clear(100)),
                        step("shifted", FheOperation.SHL, FheType.UINT8, small, clear(3)),
                        step("opposite", FheOperation.NEG, FheType.UINT8, small),
                        step("sum", FheOperation.ADD, FheType.UINT16, medium, widened),
                        step("remainder", FheOperation.REM, FheType.UINT16, medium, clear(1000)),
                        step("wide", FheOperation.CAST, FheType.UINT32, medium, code(FheType.UINT32)),
                        step("product", FheOperation.MUL, FheType.UINT32, wide, clear(70001)),
                        step("contract", FheOperation.TRIVIAL_ENCRYPT, FheType.UINT160, address, code(FheType.UINT160)),
                        step("chosen", FheOperation.IF_THEN_ELSE, FheType.UINT160, flag, account, contract)),
                Map.of(
                        "flag", BigInteger.ONE,
                        "small", BigInteger.valueOf(201),
                        "medium", BigInteger.valueOf(54321),
                        "account", BigInteger.TWO.pow(158)),
                Map.of());
    }

    private static Step step(String result, FheOperation operation, FheType type, Argument... operands) {
        return new Step(result, operation, type, List.of(operands));
    }

    private static Argument.TypeCode code(FheType type) {
        return new Argument.TypeCode(type);
    }

    private Savings savings(ContractCall call) throws Exception {
        Map<String, FheValue> inputs = new HashMap<>();
        call.inputs().forEach(input -> inputs.put(input.name(), encrypted(input.type(), call.example(input))));
        StoredReads reads = new StoredReads(model, inputs.values());
        ServerKeyEvaluator evaluator = new ServerKeyEvaluator(ToyKeys.shared().serverKey(), reads);
        CallRun.Results results = new CallRun(call, evaluator, value -> {}, ONE_THREAD).run(inputs);
        StoredComparisons comparisons = new StoredComparisons(call);
        return new Savings(
                comparisons.comparedOnly().size(),
                reads.count(),
                results.bootstraps(),
                call.inputs().stream().mapToLong(input -> input.type().blocks()).sum(),
                comparisons.saved(results) + reads.count());
    }

    private FheValue encrypted(FheType type, BigInteger value) {
        return new FheValue(
                type,
                type.isBool()
                        ? new RadixCiphertext(List.of(model.encryptBoolean(value.signum() > 0)))
                        : model.encrypt(value, type.blocks()));
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "engine-experiments.md"));
    }

    /**
     * @param comparedOnly stored operands that only comparisons with stored operands read
     * @param tables bootstraps of one stored block
     * @param bootstraps of the call
     * @param decompressions bootstraps that decompress its operands
     * @param saved of both
     */
    private record Savings(int comparedOnly, int tables, long bootstraps, long decompressions, long saved) {}
}
