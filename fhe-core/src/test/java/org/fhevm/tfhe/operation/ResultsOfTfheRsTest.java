package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.fhevm.tfhe.testing.KeySets;
import org.fhevm.tfhe.testing.TestVectors;
import org.fhevm.tfhe.testing.VectorCase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Repeats the computations of tfhe-rs 0.9.1 on the same ciphertexts under the same keys, and compares the decrypted
 * results.
 */
class ResultsOfTfheRsTest {
    private static final Map<String, FheOperation> OPERATIONS = Map.ofEntries(
            Map.entry("add", FheOperation.ADD),
            Map.entry("sub", FheOperation.SUB),
            Map.entry("mul", FheOperation.MUL),
            Map.entry("div", FheOperation.DIV),
            Map.entry("rem", FheOperation.REM),
            Map.entry("bitand", FheOperation.BIT_AND),
            Map.entry("bitor", FheOperation.BIT_OR),
            Map.entry("bitxor", FheOperation.BIT_XOR),
            Map.entry("shl", FheOperation.SHL),
            Map.entry("shr", FheOperation.SHR),
            Map.entry("rotl", FheOperation.ROTL),
            Map.entry("rotr", FheOperation.ROTR),
            Map.entry("eq", FheOperation.EQ),
            Map.entry("ne", FheOperation.NE),
            Map.entry("ge", FheOperation.GE),
            Map.entry("gt", FheOperation.GT),
            Map.entry("le", FheOperation.LE),
            Map.entry("lt", FheOperation.LT),
            Map.entry("min", FheOperation.MIN),
            Map.entry("max", FheOperation.MAX),
            Map.entry("neg", FheOperation.NEG),
            Map.entry("not", FheOperation.NOT),
            Map.entry("cast", FheOperation.CAST),
            Map.entry("select", FheOperation.IF_THEN_ELSE));

    static Stream<Arguments> toyFiles() {
        Map<String, List<VectorCase>> files = TestVectors.toy().cases("results/manifest.json").stream()
                .collect(Collectors.groupingBy(VectorCase::file));
        return files.entrySet().stream().map(file -> Arguments.of(file.getKey(), file.getValue()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("toyFiles")
    void agreeAtToyParameters(String file, List<VectorCase> cases) throws Exception {
        check(KeySets.toy(), new InlineExecutor(FhePool.USUAL_BATCH), cases);
    }

    @Test
    @Tag("real")
    void agreeAtTheRealParameters() throws Exception {
        KeySets keys = KeySets.real();
        try (FhePool pool = new FhePool(Runtime.getRuntime().availableProcessors())) {
            check(keys, pool, keys.files().cases("results/manifest.json"));
        }
    }

    private static void check(KeySets keys, BootstrapExecutor executor, List<VectorCase> cases)
            throws MalformedInputException, FheComputationException {
        FheEvaluator evaluator = new ServerKeyEvaluator(keys.serverKey(), executor);
        Decryptor decryptor = new Decryptor(keys.clientKey());
        for (VectorCase entry : cases) {
            FheOperation operation = operation(entry);
            FheType resultType = resultType(operation, entry);
            FheValue result = evaluator.evaluate(operation, resultType, operands(evaluator, keys.files(), entry));
            assertThat(decryptor.decrypt(result.ciphertext()))
                    .as("%s", entry.fields())
                    .isEqualTo(entry.hex("result"));
        }
    }

    private static FheOperation operation(VectorCase entry) {
        String name = entry.text("operation");
        return Objects.requireNonNull(
                OPERATIONS.get(name.startsWith("scalar_") ? name.substring("scalar_".length()) : name), name);
    }

    private static FheType resultType(FheOperation operation, VectorCase entry) {
        return switch (operation.resultRule()) {
            case SAME_AS_FIRST -> typeOf(entry.texts("inputs").getFirst());
            case SAME_AS_SECOND -> typeOf(entry.texts("inputs").get(1));
            case BOOLEAN -> FheType.BOOL;
            case NAMED_BY_LAST -> typeNamed(entry.text("target"));
        };
    }

    private static List<FheOperand> operands(FheEvaluator evaluator, TestVectors files, VectorCase entry)
            throws MalformedInputException {
        List<FheOperand> operands = new ArrayList<>();
        for (String input : entry.texts("inputs")) {
            operands.add(new FheOperand.Encrypted(evaluator.decompress(files.bytes(input), typeOf(input))));
        }
        if (entry.has("scalar")) {
            operands.add(new FheOperand.Scalar(SampleValues.bytes(entry.hex("scalar"), 0)));
        }
        if (entry.has("target")) {
            int code = typeNamed(entry.text("target")).code();
            operands.add(new FheOperand.Scalar(SampleValues.bytes(BigInteger.valueOf(code), 0)));
        }
        return operands;
    }

    /** The type at the beginning of a file name. */
    private static FheType typeOf(String input) {
        String name = input.substring(input.indexOf('/') + 1);
        return typeNamed(name.substring(0, name.indexOf('_')));
    }

    private static FheType typeNamed(String name) {
        return Objects.requireNonNull(FilesOfTfheRsTest.TYPES.get(name), name);
    }
}
