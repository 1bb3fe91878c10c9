package org.fhevm.coprocessor.cli.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.StringJoiner;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.operation.ServerKeyEvaluator;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.testing.IdleThreads;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The calls do what their contracts are for, and cost what {@code docs/contract-costs.md} says. */
class ContractCallsTest {
    private static final ExecutorService ONE_THREAD = Executors.newSingleThreadExecutor();
    private static final List<ContractCall> CALLS = ContractCalls.ALL;

    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 1);

    @AfterAll
    static void endThread() {
        ONE_THREAD.close();
    }

    static Stream<Arguments> cases() {
        return Stream.of(
                given(ContractCalls.TRANSFER, "amount=10 from=100 to=20"),
                given(ContractCalls.TRANSFER, "amount=101 from=100 to=20"),
                given(ContractCalls.TRANSFER, "amount=100 from=100 to=0"),
                given(ContractCalls.TRANSFER_FROM, "amount=41 allowance=40 from=100 to=20"),
                given(ContractCalls.TRANSFER_FROM, "amount=40 allowance=40 from=39 to=20"),
                given(ContractCalls.TRANSFER_FROM, "amount=40 allowance=40 from=40 to=4000000000"),
                given(
                        ContractCalls.BID,
                        "value=90 bid=50 allowance=40 from=100 to=500 ticket=11 highest=75 winning=12"),
                given(
                        ContractCalls.BID,
                        "value=90 bid=50 allowance=39 from=100 to=500 ticket=11 highest=45 winning=12"),
                given(
                        ContractCalls.BID,
                        "value=50 bid=50 allowance=39 from=100 to=500 ticket=11 highest=50 winning=12"),
                given(ContractCalls.VOTE, "support=0 votes=5 pro=60 contra=70"),
                given(ContractCalls.VOTE, "support=1 votes=5000000000 pro=60 contra=70"),
                given(ContractCalls.SWAP, "amount=150001 from=150000 to=3 reserve_in=1000000 reserve_out=2000000"),
                given(ContractCalls.SWAP, "amount=77777 from=77777 to=3 reserve_in=123456789 reserve_out=2147483647"));
    }

    private static Arguments given(ContractCall call, String values) {
        Map<String, BigInteger> inputs = Stream.of(values.split(" "))
                .map(value -> value.split("="))
                .collect(Collectors.toMap(value -> value[0], value -> new BigInteger(value[1])));
        return Arguments.of(call, inputs);
    }

    @ParameterizedTest(name = "{0} of {1}")
    @MethodSource("cases")
    void aCallDoesWhatItsContractIsFor(ContractCall call, Map<String, BigInteger> inputs) throws Exception {
        Map<String, BigInteger> results = decrypted(run(call, inputs, model));

        assertThat(results).containsAllEntriesOf(ClearContracts.results(call, inputs, results));
    }

    @ParameterizedTest
    @FieldSource("CALLS")
    void theExampleIsRight(ContractCall call) throws Exception {
        assertThat(decrypted(run(call, call.example(), model))).containsAllEntriesOf(call.outcome());
        assertThat(model.largestNoise()).isLessThan(10.5);
    }

    @Test
    void thePageHasTheGraphsAndTheirCosts() throws Exception {
        StringBuilder table = new StringBuilder();
        StringJoiner graphs = new StringJoiner("\n", "```\n", "```\n");
        for (ContractCall call : CALLS) {
            CallRun.Results fewBootstraps = run(call, call.example(), model);
            CallRun.Results fewRounds = run(call, call.example(), IdleThreads.many(model));
            int inputBlocks = call.inputs().stream()
                    .mapToInt(input -> input.type().blocks())
                    .sum();
            table.append(String.format(
                    "| %s | %d | %d/%d | %d/%d | %d |%n",
                    call,
                    call.computations().size(),
                    fewBootstraps.bootstraps(),
                    fewBootstraps.rounds(),
                    fewRounds.bootstraps(),
                    fewRounds.rounds(),
                    inputBlocks));
            graphs.add(call.computations().stream()
                    .map(ContractCall.Step::toString)
                    .collect(Collectors.joining("\n", "# " + call + "\n", "\n")));
        }
        System.out.println(table + "\n" + graphs);

        assertThat(page()).contains(table, graphs.toString());
    }

    /** Two computations of a call have no bootstrap in common, nor the keyswitch of one. */
    @ParameterizedTest
    @FieldSource("CALLS")
    void noBootstrapIsRepeated(ContractCall call) throws Exception {
        RepeatedInputs repeated = new RepeatedInputs(model);

        run(call, call.example(), repeated);

        assertThat(repeated.count()).isZero();
    }

    /** The measure itself: pair differences are the inputs of both comparisons. */
    @Test
    void comparisonsOfTheSameOperandsHaveTheirInputsInCommon() throws Exception {
        CallBuilder call = new CallBuilder("odd");
        ContractCall.Argument.Named left = call.number("left", 1);
        ContractCall.Argument.Named right = call.number("right", 2);
        call.compute("less", FheOperation.LT, left, right);
        call.compute("equal", FheOperation.EQ, left, right);
        ContractCall odd = call.build();
        RepeatedInputs repeated = new RepeatedInputs(model);

        run(odd, odd.example(), repeated);

        assertThat(repeated.count()).isEqualTo(16);
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "contract-costs.md"));
    }

    @Test
    void aCallOfUnknownOrRepeatedValuesIsRefused() {
        CallBuilder repeated = new CallBuilder("odd");
        repeated.number("amount", 1);
        repeated.zero("amount");
        CallBuilder unknown = new CallBuilder("odd");
        unknown.compute("sum", FheOperation.NEG, new CallBuilder("other").number("amount", 1));

        assertThatThrownBy(repeated::build).hasMessage("there are two values amount");
        assertThatThrownBy(unknown::build).hasMessage("sum = neg(amount) takes amount, which is not known");
        assertThatThrownBy(() -> new CallBuilder("odd").keeps("sum", 1).build())
                .hasMessage("the example of odd has other inputs or results than the call");
    }

    @Test
    void aComputationThatFailsEndsTheRun() {
        CallBuilder call = new CallBuilder("odd");
        ContractCall.Argument.Named quotient =
                call.compute("quotient", FheOperation.DIV, call.number("amount", 1), CallBuilder.clear(0));
        call.compute("negated", FheOperation.NEG, quotient);
        ContractCall odd = call.build();

        assertThatThrownBy(() -> run(odd, odd.example(), model))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("divide by 0");
    }

    private CallRun.Results run(ContractCall call, Map<String, BigInteger> inputs, BootstrapExecutor executor)
            throws ExecutionException, InterruptedException {
        ServerKeyEvaluator evaluator = new ServerKeyEvaluator(ToyKeys.shared().serverKey(), executor);
        Map<String, FheValue> values = new HashMap<>();
        call.inputs()
                .forEach(input -> values.put(
                        input.name(), encrypted(input.type(), Objects.requireNonNull(inputs.get(input.name())))));
        return new CallRun(call, evaluator, value -> {}, ONE_THREAD).run(values);
    }

    private FheValue encrypted(FheType type, BigInteger value) {
        RadixCiphertext blocks = type.isBool()
                ? new RadixCiphertext(List.of(model.encryptBoolean(value.signum() > 0)))
                : model.encrypt(value, type.blocks());
        return new FheValue(type, blocks);
    }

    private Map<String, BigInteger> decrypted(CallRun.Results results) {
        return results.values().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        result -> model.decrypt(result.getValue().ciphertext())));
    }
}
