package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.testing.IdleThreads;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A sample of {@link OperationMatrixTest} and {@link BootstrapCountTest} that takes few seconds: few values, few
 * types, all operations, both strategies. Mutation tests repeat it for every mutant, see {@code benchmarks/mutants}.
 */
class OperationSampleTest {
    private static final List<FheType> TYPES = List.of(FheType.BOOL, FheType.UINT4, FheType.UINT8, FheType.UINT32);

    /** The types whose costs are compared with the page, and the widths of its columns. */
    private static final List<FheType> COUNTED = List.of(FheType.UINT4, FheType.UINT8, FheType.UINT64);

    private static final List<Integer> COLUMNS = List.of(4, 8, 16, 32, 64, 128, 160, 256);

    private static final NoiseModel MODEL = new NoiseModel(ToyKeys.shared().serverKey(), 11);
    private static final FheEvaluator FEW_BOOTSTRAPS = evaluator(MODEL);
    private static final FheEvaluator FEW_ROUNDS = evaluator(IdleThreads.many(MODEL));
    private static final ModelledOperations MODELLED = new ModelledOperations(MODEL);

    private static FheEvaluator evaluator(BootstrapExecutor executor) {
        return new ServerKeyEvaluator(ToyKeys.shared().serverKey(), executor);
    }

    static Stream<Arguments> rows() {
        return Arrays.stream(FheOperation.values())
                .filter(operation -> operation.acceptedTypes() != AcceptedTypes.NONE)
                .flatMap(operation -> TYPES.stream()
                        .filter(operation.acceptedTypes()::includes)
                        .filter(type -> !SampleValues.isCostly(operation) || type.bits() <= 8)
                        .map(type -> Arguments.of(operation, type)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rows")
    void agreesWithUnencryptedIntegers(FheOperation operation, FheType type) throws FheComputationException {
        int count = type.bits() <= 8 ? 6 : 3;
        for (SampleValues.Pair pair : SampleValues.few(operation, type, count)) {
            switch (operation) {
                case CAST -> checkCasts(type, pair.left());
                case IF_THEN_ELSE -> checkChoices(type, pair);
                default -> {
                    if (operation.arity() == 1) {
                        checkOne(operation, type, pair.left());
                    } else {
                        checkTwo(operation, type, pair);
                    }
                }
            }
        }
    }

    /** Carries through many blocks, and none: groups of groups of digits resolve them. */
    @ParameterizedTest
    @EnumSource(names = {"ADD", "SUB", "EQ", "GE", "LT", "MAX"})
    void agreesWithUnencryptedIntegersThatAreWide(FheOperation operation) throws FheComputationException {
        for (FheType type : List.of(FheType.UINT64, FheType.UINT160, FheType.UINT256)) {
            BigInteger mask = ClearArithmetic.mask(type);
            BigInteger number = new BigInteger(type.bits(), new Random(type.bits()));
            BigInteger half = BigInteger.ONE.shiftLeft(type.bits() / 2);
            for (SampleValues.Pair pair : List.of(
                    new SampleValues.Pair(mask, BigInteger.ONE),
                    new SampleValues.Pair(BigInteger.ZERO, BigInteger.ONE),
                    new SampleValues.Pair(number, mask.subtract(number)),
                    new SampleValues.Pair(number, number),
                    new SampleValues.Pair(mask.subtract(half), half.add(number.mod(half))))) {
                checkTwo(operation, type, pair);
            }
        }
    }

    private static void checkOne(FheOperation operation, FheType type, BigInteger value)
            throws FheComputationException {
        BigInteger expected = ClearArithmetic.ofOne(operation, type, value);
        check(operation, type, expected, value, encrypted(type, value));
        check(operation, type, expected, value, trivial(type, value));
    }

    private static void checkTwo(FheOperation operation, FheType type, SampleValues.Pair pair)
            throws FheComputationException {
        BigInteger expected = ClearArithmetic.ofEncrypted(operation, type, pair.left(), pair.right());
        FheOperand left = encrypted(type, pair.left());
        FheOperand right = encrypted(type, pair.right());
        check(operation, type, expected, pair, left, right);
        check(operation, type, expected, pair, left, trivial(type, pair.right()));
        check(operation, type, expected, pair, trivial(type, pair.left()), right);
        check(operation, type, expected, pair, partlyTrivial(type, pair.left()), right);
        if (operation.scalarRule() == ScalarRule.RIGHT_ALLOWED) {
            FheOperand scalar = new FheOperand.Scalar(SampleValues.bytes(pair.right(), 1));
            Optional<BigInteger> ofScalar = ClearArithmetic.ofScalar(operation, type, pair.left(), pair.right());
            if (ofScalar.isPresent()) {
                check(operation, type, ofScalar.get(), pair, left, scalar);
            } else {
                assertThatThrownBy(() -> FEW_BOOTSTRAPS.evaluate(operation, type, List.of(left, scalar)))
                        .isInstanceOf(FheComputationException.class);
            }
        }
    }

    private static void checkCasts(FheType from, BigInteger value) throws FheComputationException {
        for (FheType to : TYPES) {
            FheOperand target = new FheOperand.Scalar(new byte[] {(byte) to.code()});
            check(FheOperation.CAST, to, ClearArithmetic.cast(to, value), value, encrypted(from, value), target);
        }
    }

    private static void checkChoices(FheType type, SampleValues.Pair pair) throws FheComputationException {
        for (boolean condition : new boolean[] {false, true}) {
            BigInteger expected = condition ? pair.left() : pair.right();
            BigInteger flag = condition ? BigInteger.ONE : BigInteger.ZERO;
            for (FheOperand chooser : List.of(encrypted(FheType.BOOL, flag), trivial(FheType.BOOL, flag))) {
                FheOperand left = encrypted(type, pair.left());
                FheOperand right = encrypted(type, pair.right());
                check(FheOperation.IF_THEN_ELSE, type, expected, pair, chooser, left, right);
                check(FheOperation.IF_THEN_ELSE, type, expected, pair, chooser, trivial(type, pair.left()), right);
                check(FheOperation.IF_THEN_ELSE, type, expected, pair, chooser, left, trivial(type, pair.right()));
            }
        }
    }

    /** In both strategies, which often are the same. */
    private static void check(
            FheOperation operation, FheType type, BigInteger expected, Object what, FheOperand... operands)
            throws FheComputationException {
        MODELLED.check(FEW_BOOTSTRAPS, operation, type, List.of(operands), expected, what);
        MODELLED.check(FEW_ROUNDS, operation, type, List.of(operands), expected, what);
    }

    /** Operations by their rows on the page of costs. */
    static Stream<Arguments> countedRows() {
        return COUNTED.stream().flatMap(OperationSampleTest::countedRows);
    }

    private static Stream<Arguments> countedRows(FheType type) {
        FheOperand left = value(type, 1);
        FheOperand right = value(type, 2);
        FheOperand ten = scalar(type == FheType.UINT4 ? 5 : 10);
        return Stream.of(
                        Arguments.of(type, "add", FheOperation.ADD, List.of(left, right)),
                        Arguments.of(type, "sub", FheOperation.SUB, List.of(left, right)),
                        Arguments.of(type, "mul", FheOperation.MUL, List.of(left, right)),
                        Arguments.of(type, "div", FheOperation.DIV, List.of(left, right)),
                        Arguments.of(type, "rem", FheOperation.REM, List.of(left, right)),
                        Arguments.of(type, "and, or, xor", FheOperation.BIT_XOR, List.of(left, right)),
                        Arguments.of(type, "shl, shr", FheOperation.SHL, List.of(left, right)),
                        Arguments.of(type, "rotl, rotr", FheOperation.ROTR, List.of(left, right)),
                        Arguments.of(type, "eq, ne", FheOperation.EQ, List.of(left, right)),
                        Arguments.of(type, "ge, gt, le, lt", FheOperation.LT, List.of(left, right)),
                        Arguments.of(type, "min, max", FheOperation.MIN, List.of(left, right)),
                        Arguments.of(type, "neg", FheOperation.NEG, List.of(left)),
                        Arguments.of(
                                type,
                                "if_then_else",
                                FheOperation.IF_THEN_ELSE,
                                List.of(encrypted(FheType.BOOL, BigInteger.ONE), left, right)),
                        Arguments.of(type, "add, sub by a scalar", FheOperation.SUB, List.of(left, ten)),
                        Arguments.of(type, "mul by 2", FheOperation.MUL, List.of(left, scalar(2))),
                        Arguments.of(type, "div by 10 (4 bits: 5)", FheOperation.DIV, List.of(left, ten)),
                        Arguments.of(type, "rem by 10 (4 bits: 5)", FheOperation.REM, List.of(left, ten)),
                        Arguments.of(type, "shl, shr by 1", FheOperation.SHL, List.of(left, scalar(1))),
                        Arguments.of(type, "rotl, rotr by 1", FheOperation.ROTL, List.of(left, scalar(1))),
                        Arguments.of(type, "eq, ne a scalar", FheOperation.EQ, List.of(left, ten)),
                        Arguments.of(type, "ge, gt, le, lt a scalar", FheOperation.GT, List.of(left, ten)))
                .filter(row -> type.bits() <= 8
                        || !SampleValues.isCostly((FheOperation) row.get()[2])
                        || ((String) row.get()[1]).contains(" by "));
    }

    @ParameterizedTest(name = "{1} {0}")
    @MethodSource("countedRows")
    void costsWhatThePageSays(FheType type, String row, FheOperation operation, List<FheOperand> operands)
            throws FheComputationException, IOException {
        int column = COLUMNS.indexOf(type.bits());
        List<String> parts = Files.readString(Path.of("..", "docs", "engine-costs.md"))
                .lines()
                .filter(line -> line.startsWith("| " + row + " |"))
                .map(line -> line.split("\\|")[column + 2].strip())
                .toList();
        assertThat(parts).isNotEmpty();
        assertThat(cost(FEW_BOOTSTRAPS, type, operation, operands))
                .as("few bootstraps")
                .isEqualTo(parts.getFirst());
        assertThat(cost(FEW_ROUNDS, type, operation, operands)).as("few rounds").isEqualTo(parts.getLast());
    }

    private static String cost(FheEvaluator evaluator, FheType type, FheOperation operation, List<FheOperand> operands)
            throws FheComputationException {
        BootstrapCounter counter = new BootstrapCounter();
        FheType result = operation.resultRule() == ResultRule.BOOLEAN ? FheType.BOOL : type;
        evaluator.withCounter(counter).evaluate(operation, result, operands);
        return counter.bootstraps() + "/" + counter.rounds();
    }

    private static FheOperand value(FheType type, int seed) {
        return encrypted(type, new BigInteger(type.bits(), new Random(seed)));
    }

    private static FheOperand scalar(int value) {
        return new FheOperand.Scalar(new byte[] {(byte) value});
    }

    private static FheOperand encrypted(FheType type, BigInteger value) {
        return MODELLED.encrypted(type, value);
    }

    private static FheOperand trivial(FheType type, BigInteger value) {
        return MODELLED.trivial(type, value);
    }

    private static FheOperand partlyTrivial(FheType type, BigInteger value) {
        return MODELLED.partlyTrivial(type, value);
    }
}
