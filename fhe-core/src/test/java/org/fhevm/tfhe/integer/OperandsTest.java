package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.math.BigInteger;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.IdleThreads;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What operations ask of their operands, and what they see of them. */
class OperandsTest {
    private static final NoiseModel MODEL = new NoiseModel(ToyKeys.shared().serverKey(), 17);
    private static final RadixContext CONTEXT =
            new RadixContext(ToyKeys.shared().serverKey(), MODEL);

    static Stream<Operation> onTwoOperands() {
        return Stream.of(
                Addition::add,
                Addition::subtract,
                (context, left, right) -> Bitwise.apply(context, Bitwise.Operator.XOR, left, right),
                Comparison::equal,
                Comparison::notEqual,
                Comparison::less,
                Comparison::greaterOrEqual,
                Multiplication::multiply,
                (context, left, right) -> Selection.select(context, MODEL.encryptBoolean(true), left, right),
                Division::divide,
                Division::remainder);
    }

    @ParameterizedTest
    @MethodSource("onTwoOperands")
    void haveTheSameWidth(Operation operation) {
        RadixCiphertext two = MODEL.encrypt(BigInteger.TWO, 2);
        RadixCiphertext three = MODEL.encrypt(BigInteger.TWO, 3);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> operation.apply(CONTEXT, two, three))
                .withMessage("operands of 2 and 3 blocks");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> operation.apply(CONTEXT, three, two))
                .withMessage("operands of 3 and 2 blocks");
    }

    @Test
    void areMessagesWithTheNoiseOfTwoFreshBlocks() {
        ShortintCiphertext fresh = MODEL.encrypt(1);
        assertThatCode(() -> CONTEXT.requireOperand(integer(sum(3, 1, 1)))).doesNotThrowAnyException();
        assertRefused(sum(3, 1, 1, 1));
        assertRefused(sum(4, 1, 1));
        assertRefused(new ShortintCiphertext(new long[fresh.words().length + 1], 3, 1));
    }

    @Test
    void mayBeKnown() {
        assertThat(CONTEXT.trivialDigits(CONTEXT.trivial(new int[] {2, 0, 3})).orElseThrow())
                .containsExactly(2, 0, 3);
        assertThat(CONTEXT.trivialDigits(new RadixCiphertext(List.of(CONTEXT.trivial(1), MODEL.encrypt(1)))))
                .isEmpty();
    }

    @Test
    void stayEncryptedWhenTheyAreComplemented() {
        ShortintCiphertext encrypted = Blocks.complement(CONTEXT, MODEL.encrypt(1), 3);
        ShortintCiphertext known = Blocks.complement(CONTEXT, CONTEXT.trivial(1), 3);

        assertThat(MODEL.decrypt(encrypted)).isEqualTo(2);
        assertThat(RadixContext.isTrivial(encrypted)).isFalse();
        assertThat(MODEL.decrypt(known)).isEqualTo(2);
        assertThat(RadixContext.isTrivial(known)).isTrue();
    }

    @Test
    void areWorkedOnInFewRoundsWithFourIdleThreads() {
        assertThat(strategyWith(3)).isEqualTo(Strategy.FEWEST_BOOTSTRAPS);
        assertThat(strategyWith(4)).isEqualTo(Strategy.FEWEST_ROUNDS);
    }

    private static Strategy strategyWith(int idleThreads) {
        return new RadixContext(ToyKeys.shared().serverKey(), new IdleThreads(MODEL, idleThreads)).strategy();
    }

    private static void assertRefused(ShortintCiphertext block) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CONTEXT.requireOperand(integer(block)))
                .withMessageStartingWith("no operation takes ");
    }

    private static RadixCiphertext integer(ShortintCiphertext block) {
        return new RadixCiphertext(List.of(MODEL.encrypt(0), block));
    }

    /** A sum of fresh blocks that is known to be at most {@code degree}. */
    private static ShortintCiphertext sum(int degree, int... messages) {
        LinearCombination sum = CONTEXT.sum();
        for (int message : messages) {
            sum.plus(Blocks.withDegree(MODEL.encrypt(message), 1));
        }
        return sum.asBlock(degree);
    }

    private interface Operation {
        Object apply(RadixContext context, RadixCiphertext left, RadixCiphertext right);
    }
}
