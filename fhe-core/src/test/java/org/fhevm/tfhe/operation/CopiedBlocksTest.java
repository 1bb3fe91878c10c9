package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.integer.RadixContext;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.IdleThreads;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Integers whose blocks all come from one encrypted boolean, and operands that share noise with each other. The blocks
 * of one integer must share none, and computations must keep the noise bound.
 */
class CopiedBlocksTest {
    private static final double LARGEST_NOISE = 10 * 1.15;
    /**
     * Two blocks of norm √2 without common noise: more than five deviations over 512 words, and half a common block.
     */
    private static final double LARGEST_COVARIANCE = 0.5;

    private static final FheType TYPE = FheType.UINT128;
    private static final BigInteger ALL = ClearArithmetic.mask(TYPE);
    private static final BigInteger EVERY_DIGIT = ALL.divide(BigInteger.valueOf(3));
    private static final BigInteger ODD = new BigInteger("b3e1d0c7a59687f1e2d3c4b5a6978869", 16);

    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 3);
    private final FheEvaluator evaluator =
            new ServerKeyEvaluator(ToyKeys.shared().serverKey(), model);
    private final FheEvaluator withManyThreads =
            new ServerKeyEvaluator(ToyKeys.shared().serverKey(), IdleThreads.many(model));

    private FheOperand bool;

    @BeforeEach
    void encrypt() {
        bool = new FheOperand.Encrypted(
                new FheValue(FheType.BOOL, new RadixCiphertext(List.of(model.encryptBoolean(true)))));
    }

    /** Ways to make them, by name; every digit of the value is 1, or 3. */
    private enum Origin {
        PRODUCT,
        CHOICE,
        CHOICE_OF_PRODUCT
    }

    private FheOperand operand(Origin origin) throws FheComputationException {
        return switch (origin) {
            case PRODUCT -> {
                FheOperand wide =
                        apply(FheOperation.CAST, bool, new FheOperand.Scalar(new byte[] {(byte) TYPE.code()}));
                yield apply(FheOperation.MUL, wide, scalar(EVERY_DIGIT));
            }
            case CHOICE -> apply(FheOperation.IF_THEN_ELSE, bool, trivial(ALL), trivial(BigInteger.ZERO));
            case CHOICE_OF_PRODUCT -> {
                FheOperand product = operand(Origin.PRODUCT);
                yield apply(FheOperation.IF_THEN_ELSE, bool, product, apply(FheOperation.NOT, product));
            }
        };
    }

    private static BigInteger value(Origin origin) {
        return origin == Origin.CHOICE ? ALL : EVERY_DIGIT;
    }

    private FheOperand apply(FheOperation operation, FheOperand... operands) throws FheComputationException {
        return new FheOperand.Encrypted(evaluator.evaluate(operation, TYPE, List.of(operands)));
    }

    private static FheOperand scalar(BigInteger value) {
        return new FheOperand.Scalar(SampleValues.bytes(value, 0));
    }

    private FheOperand trivial(BigInteger value) {
        return new FheOperand.Encrypted(evaluator.trivialEncrypt(TYPE, SampleValues.bytes(value, 0)));
    }

    private static List<ShortintCiphertext> blocks(FheOperand operand) {
        return ((FheOperand.Encrypted) operand).value().ciphertext().blocks();
    }

    @ParameterizedTest
    @EnumSource(Origin.class)
    void noneSharesNoiseWithAnother(Origin origin) throws FheComputationException {
        checkNoCommonNoise(blocks(operand(origin)));
    }

    /** Sums count squares for blocks of one integer. */
    private static void checkNoCommonNoise(List<ShortintCiphertext> blocks) {
        for (int i = 0; i < blocks.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(Math.abs(NoiseModel.covariance(blocks.get(i), blocks.get(j))))
                        .as("covariance of blocks %d and %d", i, j)
                        .isLessThan(LARGEST_COVARIANCE);
            }
        }
    }

    static Stream<FheOperation> onTwoOperands() {
        return Stream.of(FheOperation.values())
                .filter(operation -> operation.arity() == 2 && operation.scalarRule() == ScalarRule.RIGHT_ALLOWED)
                .filter(operation -> operation.acceptedTypes().includes(TYPE));
    }

    @ParameterizedTest
    @MethodSource("onTwoOperands")
    void noiseOfTwoOperands(FheOperation operation) throws FheComputationException {
        for (Origin origin : Origin.values()) {
            FheOperand left = operand(origin);
            BigInteger value = value(origin);
            for (Origin other : Origin.values()) {
                FheOperand right = operand(other);
                check(
                        operation,
                        List.of(left, right),
                        ClearArithmetic.ofEncrypted(operation, TYPE, value, value(other)));
            }
            for (BigInteger scalar : List.of(EVERY_DIGIT, ALL, ODD)) {
                Optional<BigInteger> expected = ClearArithmetic.ofScalar(operation, TYPE, value, scalar);
                if (expected.isPresent()) {
                    check(operation, List.of(left, scalar(scalar)), expected.get());
                }
            }
        }
    }

    /** Operands that have blocks in common, at other positions. */
    @ParameterizedTest
    @MethodSource("onTwoOperands")
    void noiseOfOperandsWithTheSameBlocks(FheOperation operation) throws FheComputationException {
        FheOperand value = new FheOperand.Encrypted(new FheValue(TYPE, model.encrypt(ODD, TYPE.blocks())));
        for (FheOperation mover : List.of(FheOperation.ROTL, FheOperation.SHL)) {
            for (int places : List.of(2, 4, 16, 64)) {
                BigInteger amount = BigInteger.valueOf(places);
                FheOperand moved = apply(mover, value, scalar(amount));
                BigInteger clear = ClearArithmetic.ofEncrypted(mover, TYPE, ODD, amount);
                check(operation, List.of(value, moved), ClearArithmetic.ofEncrypted(operation, TYPE, ODD, clear));
            }
        }
    }

    /** A choice keeps the noise of an operand; the chosen values are as noisy as operands may be. */
    @ParameterizedTest
    @MethodSource("onTwoOperands")
    void noiseOfNoisyOperandsWithCommonNoise(FheOperation operation) throws FheComputationException {
        BigInteger clear = ODD.shiftRight(3);
        FheOperand x = new FheOperand.Encrypted(new FheValue(TYPE, model.encrypt(ODD, TYPE.blocks())));
        FheOperand y = new FheOperand.Encrypted(new FheValue(TYPE, model.encrypt(clear, TYPE.blocks())));
        FheOperand chosen = apply(FheOperation.IF_THEN_ELSE, bool, x, y);
        FheOperand other = apply(FheOperation.IF_THEN_ELSE, bool, y, x);
        assertThat(blocks(chosen)).allMatch(block -> block.noiseSquared() == RadixContext.MAXIMUM_OPERAND_NOISE);
        List<FheOperand> operands = List.of(
                chosen,
                x,
                y,
                other,
                apply(FheOperation.NOT, chosen),
                apply(FheOperation.NOT, y),
                apply(FheOperation.ROTR, chosen, scalar(BigInteger.TWO)),
                apply(FheOperation.ROTL, chosen, scalar(BigInteger.TWO)));
        List<BigInteger> values = List.of(
                ODD,
                ODD,
                clear,
                clear,
                ALL.xor(ODD),
                ALL.xor(clear),
                ClearArithmetic.ofEncrypted(FheOperation.ROTR, TYPE, ODD, BigInteger.TWO),
                ClearArithmetic.ofEncrypted(FheOperation.ROTL, TYPE, ODD, BigInteger.TWO));
        for (int i = 0; i < operands.size(); i++) {
            BigInteger right = values.get(i);
            check(
                    operation,
                    List.of(chosen, operands.get(i)),
                    ClearArithmetic.ofEncrypted(operation, TYPE, ODD, right));
            check(
                    operation,
                    List.of(operands.get(i), chosen),
                    ClearArithmetic.ofEncrypted(operation, TYPE, right, ODD));
        }
        for (BigInteger scalar : List.of(EVERY_DIGIT, ALL, ODD)) {
            Optional<BigInteger> expected = ClearArithmetic.ofScalar(operation, TYPE, ODD, scalar);
            if (expected.isPresent()) {
                check(operation, List.of(chosen, scalar(scalar)), expected.get());
            }
        }
    }

    /** Zero blocks leave a carry, or the part of a block that moves, alone at its position. */
    @ParameterizedTest
    @MethodSource("onTwoOperands")
    void noiseOfWidenedOperands(FheOperation operation) throws FheComputationException {
        BigInteger clear = BigInteger.valueOf(0xb7);
        FheOperand wide = widened(clear);
        FheOperand full = new FheOperand.Encrypted(new FheValue(TYPE, model.encrypt(ODD, TYPE.blocks())));
        check(operation, List.of(wide, widened(clear)), ClearArithmetic.ofEncrypted(operation, TYPE, clear, clear));
        check(operation, List.of(wide, full), ClearArithmetic.ofEncrypted(operation, TYPE, clear, ODD));
        check(operation, List.of(full, wide), ClearArithmetic.ofEncrypted(operation, TYPE, ODD, clear));
        for (BigInteger scalar : List.of(BigInteger.valueOf(5), BigInteger.valueOf(0x155), EVERY_DIGIT, ALL, ODD)) {
            Optional<BigInteger> expected = ClearArithmetic.ofScalar(operation, TYPE, clear, scalar);
            if (expected.isPresent()) {
                check(operation, List.of(wide, scalar(scalar)), expected.get());
            }
        }
    }

    private FheOperand widened(BigInteger clear) throws FheComputationException {
        FheValue narrow = new FheValue(FheType.UINT8, model.encrypt(clear, FheType.UINT8.blocks()));
        FheOperand target = new FheOperand.Scalar(new byte[] {(byte) TYPE.code()});
        return apply(FheOperation.CAST, new FheOperand.Encrypted(narrow), target);
    }

    /** Choices between choices: the first operand, then the second is the fresh one, then neither. */
    @Test
    void choicesBetweenNoisyValues() throws FheComputationException {
        FheOperand x = new FheOperand.Encrypted(new FheValue(TYPE, model.encrypt(ODD, TYPE.blocks())));
        FheOperand y = new FheOperand.Encrypted(new FheValue(TYPE, model.encrypt(EVERY_DIGIT, TYPE.blocks())));
        FheOperand chosen = apply(FheOperation.IF_THEN_ELSE, bool, x, y);
        FheOperand moved = apply(FheOperation.ROTL, chosen, scalar(BigInteger.TWO));
        BigInteger movedValue = ClearArithmetic.ofEncrypted(FheOperation.ROTL, TYPE, ODD, BigInteger.TWO);
        check(FheOperation.IF_THEN_ELSE, List.of(bool, x, apply(FheOperation.ROTL, x, scalar(BigInteger.TWO))), ODD);
        check(FheOperation.IF_THEN_ELSE, List.of(bool, chosen, y), ODD);
        check(FheOperation.IF_THEN_ELSE, List.of(bool, x, chosen), ODD);
        check(FheOperation.IF_THEN_ELSE, List.of(bool, chosen, moved), ODD);
        check(FheOperation.IF_THEN_ELSE, List.of(bool, moved, chosen), movedValue);
        check(FheOperation.IF_THEN_ELSE, List.of(bool, apply(FheOperation.NOT, chosen), chosen), ALL.xor(ODD));
    }

    @ParameterizedTest
    @EnumSource(Origin.class)
    void noiseOfOneOperand(Origin origin) throws FheComputationException {
        FheOperand operand = operand(origin);
        BigInteger value = value(origin);
        check(FheOperation.NEG, List.of(operand), ClearArithmetic.ofOne(FheOperation.NEG, TYPE, value));
        check(FheOperation.NOT, List.of(operand), ClearArithmetic.ofOne(FheOperation.NOT, TYPE, value));
        FheOperand target = new FheOperand.Scalar(new byte[] {(byte) FheType.BOOL.code()});
        check(FheOperation.CAST, FheType.BOOL, List.of(operand, target), BigInteger.ONE);
    }

    private void check(FheOperation operation, List<FheOperand> operands, BigInteger expected)
            throws FheComputationException {
        check(operation, operation.resultRule() == ResultRule.BOOLEAN ? FheType.BOOL : TYPE, operands, expected);
    }

    private void check(FheOperation operation, FheType result, List<FheOperand> operands, BigInteger expected)
            throws FheComputationException {
        for (FheEvaluator plan : List.of(evaluator, withManyThreads)) {
            model.reset();
            RadixCiphertext value = plan.evaluate(operation, result, operands).ciphertext();
            assertThat(model.decrypt(value)).as("%s", operation).isEqualTo(expected);
            assertThat(model.largestNoise()).as("noise of %s", operation).isLessThan(LARGEST_NOISE);
            checkNoCommonNoise(value.blocks());
        }
    }
}
