package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fhevm.tfhe.client.Decryptor;
import org.fhevm.tfhe.client.Encryptor;
import org.fhevm.tfhe.executor.InlineExecutor;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.testing.IdleThreads;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every operation on two operands on every type of integer, encrypted and bootstrapped with toy keys, on a few values.
 */
class OperationTest {
    /** A division of at least this width takes a second or more. */
    private static final int QUICK_DIVISION = 64;

    private static final ToyKeys KEYS = ToyKeys.shared();
    private static final FheEvaluator EVALUATOR = new ServerKeyEvaluator(KEYS.serverKey(), new InlineExecutor(8));
    private static final FheEvaluator WITH_MANY_THREADS =
            new ServerKeyEvaluator(KEYS.serverKey(), IdleThreads.many(new InlineExecutor(8)));
    private static final Encryptor ENCRYPTOR = new Encryptor(KEYS.clientKey(), new SecureRandom());
    private static final Decryptor DECRYPTOR = new Decryptor(KEYS.clientKey());

    static Stream<Arguments> quickRows() {
        return rows().filter(row -> !isSlow(row));
    }

    static Stream<Arguments> slowRows() {
        return rows().filter(OperationTest::isSlow);
    }

    private static Stream<Arguments> rows() {
        return Arrays.stream(FheOperation.values())
                .filter(operation -> operation.scalarRule() == ScalarRule.RIGHT_ALLOWED)
                .flatMap(operation -> Arrays.stream(FheType.values())
                        .filter(operation.acceptedTypes()::includes)
                        .map(type -> Arguments.of(operation, type)));
    }

    private static boolean isSlow(Arguments row) {
        FheOperation operation = (FheOperation) row.get()[0];
        FheType type = (FheType) row.get()[1];
        return type.isBytes()
                || (operation == FheOperation.DIV || operation == FheOperation.REM) && type.bits() > QUICK_DIVISION;
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("quickRows")
    void agreesWithUnencryptedIntegers(FheOperation operation, FheType type) throws FheComputationException {
        check(operation, type, type.bits() <= 16 ? 6 : 2);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("slowRows")
    @Tag("slow")
    void agreesWithUnencryptedIntegersOnWideTypes(FheOperation operation, FheType type) throws FheComputationException {
        check(operation, type, 2);
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("rows")
    @Tag("slow")
    void agreesWithUnencryptedIntegersOnManyValues(FheOperation operation, FheType type)
            throws FheComputationException {
        check(
                operation,
                type,
                Math.max(3, 2000 / (type.bits() * (SampleValues.isCostly(operation) ? type.bits() : 1))));
    }

    static Stream<Arguments> withTwoPlans() {
        return quickRows().filter(row -> switch ((FheOperation) row.get()[0]) {
            case ADD, SUB, MUL, DIV, REM -> true;
            default -> false;
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("withTwoPlans")
    void agreesWithUnencryptedIntegersInFewRounds(FheOperation operation, FheType type) throws FheComputationException {
        check(WITH_MANY_THREADS, operation, type, 1);
    }

    private static void check(FheOperation operation, FheType type, int count) throws FheComputationException {
        check(EVALUATOR, operation, type, count);
    }

    private static void check(FheEvaluator evaluator, FheOperation operation, FheType type, int count)
            throws FheComputationException {
        for (SampleValues.Pair pair : SampleValues.few(operation, type, count)) {
            FheOperand left = encrypted(type, pair.left());
            FheOperand right = encrypted(type, pair.right());
            assertThat(evaluated(evaluator, operation, type, left, right))
                    .as("%s %s of %s", operation, type, pair)
                    .isEqualTo(ClearArithmetic.ofEncrypted(operation, type, pair.left(), pair.right()));
            Optional<BigInteger> expected = ClearArithmetic.ofScalar(operation, type, pair.left(), pair.right());
            if (expected.isPresent()) {
                FheOperand scalar = new FheOperand.Scalar(SampleValues.bytes(pair.right(), 0));
                assertThat(evaluated(evaluator, operation, type, left, scalar))
                        .as("%s %s of %s, the second a scalar", operation, type, pair)
                        .isEqualTo(expected.get());
            }
        }
    }

    private static BigInteger evaluated(
            FheEvaluator evaluator, FheOperation operation, FheType type, FheOperand left, FheOperand right)
            throws FheComputationException {
        FheType resultType = operation.resultRule() == ResultRule.BOOLEAN ? FheType.BOOL : type;
        FheValue result = evaluator.evaluate(operation, resultType, List.of(left, right));
        return DECRYPTOR.decrypt(result.ciphertext());
    }

    private static FheOperand encrypted(FheType type, BigInteger value) {
        RadixCiphertext blocks =
                type.isBool() ? ENCRYPTOR.encryptBoolean(value.signum() != 0) : ENCRYPTOR.encrypt(value, type.blocks());
        return new FheOperand.Encrypted(new FheValue(type, blocks));
    }
}
