package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.testing.IdleThreads;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Compares every row of the table of operations, on every type it accepts and with all forms of operands, with
 * unencrypted integers.
 *
 * <p>A {@link NoiseModel} replaces the bootstraps, so that values can be many and wide, and so that the noise of each
 * input is measured with everything that its terms share. {@link OperationTest} checks that real bootstraps do the
 * same.
 */
class OperationMatrixTest {
    /** Bootstraps for a row in the quick tests. */
    private static final int QUICK = 800;

    private static final NoiseModel MODEL = new NoiseModel(ToyKeys.shared().serverKey(), 7);
    private static final FheEvaluator EVALUATOR =
            new ServerKeyEvaluator(ToyKeys.shared().serverKey(), MODEL);
    /** Chooses the strategy of an operation that finds many idle threads. */
    private static final FheEvaluator WITH_MANY_THREADS =
            new ServerKeyEvaluator(ToyKeys.shared().serverKey(), IdleThreads.many(MODEL));

    private static final ModelledOperations MODELLED = new ModelledOperations(MODEL);

    static Stream<Arguments> onTwoOperands() {
        return rows(ScalarRule.RIGHT_ALLOWED, 2);
    }

    static Stream<Arguments> onTwoOperandsInLittleTime() {
        return onTwoOperands()
                .filter(row ->
                        !SampleValues.isCostly((FheOperation) row.get()[0]) || ((FheType) row.get()[1]).bits() <= 64);
    }

    static Stream<Arguments> onOneOperand() {
        return rows(ScalarRule.NEVER, 1);
    }

    private static Stream<Arguments> rows(ScalarRule scalarRule, int arity) {
        return Arrays.stream(FheOperation.values())
                .filter(operation -> operation.scalarRule() == scalarRule && operation.arity() == arity)
                .flatMap(operation -> Arrays.stream(FheType.values())
                        .filter(operation.acceptedTypes()::includes)
                        .map(type -> Arguments.of(operation, type)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("onTwoOperands")
    void twoEncryptedOperands(FheOperation operation, FheType type) throws FheComputationException {
        for (SampleValues.Pair pair : SampleValues.pairs(operation, type, QUICK)) {
            checkEncrypted(operation, type, pair);
        }
    }

    static Stream<Arguments> withTwoPlans() {
        return onTwoOperandsInLittleTime().filter(row -> switch ((FheOperation) row.get()[0]) {
            case ADD, SUB, MUL, DIV, REM -> true;
            default -> false;
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("withTwoPlans")
    void inFewRounds(FheOperation operation, FheType type) throws FheComputationException {
        for (SampleValues.Pair pair : SampleValues.pairs(operation, type, QUICK)) {
            FheOperand left = encrypted(type, pair.left());
            BigInteger expected = ClearArithmetic.ofEncrypted(operation, type, pair.left(), pair.right());
            List<FheOperand> encrypted = List.of(left, encrypted(type, pair.right()));
            MODELLED.check(WITH_MANY_THREADS, operation, type, encrypted, expected, pair);
            List<FheOperand> partlyKnown = List.of(partlyTrivial(type, pair.left()), encrypted(type, pair.right()));
            MODELLED.check(WITH_MANY_THREADS, operation, type, partlyKnown, expected, pair);
            Optional<BigInteger> ofScalar = ClearArithmetic.ofScalar(operation, type, pair.left(), pair.right());
            if (ofScalar.isPresent()) {
                FheOperand scalar = new FheOperand.Scalar(SampleValues.bytes(pair.right(), 0));
                MODELLED.check(WITH_MANY_THREADS, operation, type, List.of(left, scalar), ofScalar.get(), pair);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void negationInFewRounds(FheType type) throws FheComputationException {
        if (FheOperation.NEG.acceptedTypes().includes(type)) {
            for (BigInteger value : SampleValues.edges(type)) {
                BigInteger expected = ClearArithmetic.ofOne(FheOperation.NEG, type, value);
                MODELLED.check(
                        WITH_MANY_THREADS, FheOperation.NEG, type, List.of(encrypted(type, value)), expected, value);
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("onTwoOperands")
    @Tag("slow")
    void everyPairOfEncryptedOperands(FheOperation operation, FheType type) throws FheComputationException {
        for (SampleValues.Pair pair : SampleValues.pairs(operation, type)) {
            checkEncrypted(operation, type, pair);
        }
    }

    private static void checkEncrypted(FheOperation operation, FheType type, SampleValues.Pair pair)
            throws FheComputationException {
        BigInteger expected = ClearArithmetic.ofEncrypted(operation, type, pair.left(), pair.right());
        check(operation, type, List.of(encrypted(type, pair.left()), encrypted(type, pair.right())), expected, pair);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("onTwoOperandsInLittleTime")
    void trivialOperands(FheOperation operation, FheType type) throws FheComputationException {
        for (SampleValues.Pair pair : SampleValues.pairs(operation, type, QUICK / 4)) {
            FheOperand left = trivial(type, pair.left());
            FheOperand right = trivial(type, pair.right());
            BigInteger expected = ClearArithmetic.ofEncrypted(operation, type, pair.left(), pair.right());
            check(operation, type, List.of(encrypted(type, pair.left()), right), expected, pair);
            check(operation, type, List.of(left, encrypted(type, pair.right())), expected, pair);
            check(operation, type, List.of(left, right), expected, pair);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("onTwoOperandsInLittleTime")
    void operandsWithTrivialBlocks(FheOperation operation, FheType type) throws FheComputationException {
        for (SampleValues.Pair pair : SampleValues.pairs(operation, type, QUICK / 4)) {
            BigInteger expected = ClearArithmetic.ofEncrypted(operation, type, pair.left(), pair.right());
            FheOperand right = encrypted(type, pair.right());
            check(operation, type, List.of(partlyTrivial(type, pair.left()), right), expected, pair);
            check(
                    operation,
                    type,
                    List.of(encrypted(type, pair.left()), partlyTrivial(type, pair.right())),
                    expected,
                    pair);
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("onTwoOperands")
    void theSameValueTwice(FheOperation operation, FheType type) throws FheComputationException {
        BigInteger value =
                ClearArithmetic.mask(type).divide(BigInteger.valueOf(3)).add(BigInteger.ONE);
        FheOperand operand = encrypted(type, value);
        BigInteger expected = ClearArithmetic.ofEncrypted(operation, type, value, value);
        check(operation, type, List.of(operand, operand), expected, value);
    }

    /** Operands that were narrower before: their upper blocks are trivial zeros, or all but the lowest bit. */
    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("onTwoOperandsInLittleTime")
    void valuesThatWereWidened(FheOperation operation, FheType type) throws FheComputationException {
        BigInteger value = ClearArithmetic.mask(type).divide(BigInteger.valueOf(3));
        FheOperand wide = encrypted(type, value);
        for (FheType from : FheType.values()) {
            if (from.bits() >= type.bits() || !from.isBool() && 2 * from.bits() < type.bits()) {
                continue;
            }
            BigInteger narrow = ClearArithmetic.mask(from);
            FheOperand widened = widened(from, narrow, type);
            check(
                    operation,
                    type,
                    List.of(wide, widened),
                    ClearArithmetic.ofEncrypted(operation, type, value, narrow),
                    from);
            check(
                    operation,
                    type,
                    List.of(widened, wide),
                    ClearArithmetic.ofEncrypted(operation, type, narrow, value),
                    from);
        }
    }

    private static FheOperand widened(FheType from, BigInteger value, FheType to) throws FheComputationException {
        FheOperand.Scalar target = new FheOperand.Scalar(new byte[] {(byte) to.code()});
        return new FheOperand.Encrypted(
                EVALUATOR.evaluate(FheOperation.CAST, to, List.of(encrypted(from, value), target)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("onTwoOperands")
    void anEncryptedOperandAndAScalar(FheOperation operation, FheType type) throws FheComputationException {
        int extraBytes = 0;
        for (SampleValues.Pair pair : SampleValues.pairs(operation, type, 4 * QUICK)) {
            FheOperand left = encrypted(type, pair.left());
            // Every third scalar has a bit that lies above the type and must not count.
            BigInteger above = extraBytes % 3 == 2 ? BigInteger.TWO.pow(Math.max(8, type.bits())) : BigInteger.ZERO;
            BigInteger scalar = pair.right().or(above);
            FheOperand right = new FheOperand.Scalar(SampleValues.bytes(scalar, extraBytes++ % 3));
            Optional<BigInteger> expected = ClearArithmetic.ofScalar(operation, type, pair.left(), scalar);
            if (expected.isPresent()) {
                check(operation, type, List.of(left, right), expected.get(), pair + " as scalar " + scalar);
            } else {
                assertThatThrownBy(() -> EVALUATOR.evaluate(operation, type, List.of(left, right)))
                        .isInstanceOf(FheComputationException.class)
                        .hasMessage("attempt to divide by 0");
            }
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("onOneOperand")
    void oneOperand(FheOperation operation, FheType type) throws FheComputationException {
        for (BigInteger value : SampleValues.edges(type)) {
            BigInteger expected = ClearArithmetic.ofOne(operation, type, value);
            check(operation, type, List.of(encrypted(type, value)), expected, value);
            check(operation, type, List.of(trivial(type, value)), expected, value);
        }
    }

    @ParameterizedTest(name = "from {0}")
    @MethodSource("types")
    void castsToEveryType(FheType from) throws FheComputationException {
        for (FheType to : FheType.values()) {
            FheOperand.Scalar target = new FheOperand.Scalar(new byte[] {(byte) to.code()});
            for (BigInteger value : SampleValues.edges(from)) {
                BigInteger expected = ClearArithmetic.cast(to, value);
                check(FheOperation.CAST, to, List.of(encrypted(from, value), target), expected, value);
                check(FheOperation.CAST, to, List.of(trivial(from, value), target), expected, value);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void choicesBetweenTwoValues(FheType type) throws FheComputationException {
        for (SampleValues.Pair pair : SampleValues.pairs(FheOperation.ADD, type, QUICK)) {
            for (boolean condition : new boolean[] {false, true}) {
                BigInteger expected = condition ? pair.left() : pair.right();
                for (FheOperand flag :
                        List.of(encrypted(FheType.BOOL, bit(condition)), trivial(FheType.BOOL, bit(condition)))) {
                    for (FheOperand left : List.of(encrypted(type, pair.left()), trivial(type, pair.left()))) {
                        for (FheOperand right : List.of(encrypted(type, pair.right()), trivial(type, pair.right()))) {
                            check(FheOperation.IF_THEN_ELSE, type, List.of(flag, left, right), expected, pair);
                        }
                    }
                }
            }
        }
    }

    static FheType[] types() {
        return FheType.values();
    }

    private static BigInteger bit(boolean value) {
        return value ? BigInteger.ONE : BigInteger.ZERO;
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

    private static void check(
            FheOperation operation, FheType type, List<FheOperand> operands, BigInteger expected, Object what)
            throws FheComputationException {
        MODELLED.check(EVALUATOR, operation, type, operands, expected, what);
    }
}
