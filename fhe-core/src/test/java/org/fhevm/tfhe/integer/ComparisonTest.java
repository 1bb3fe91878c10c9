package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Comparisons of operands with the most noise that an operand may have: results of a shift, for example. */
class ComparisonTest {
    /** The noise bound of bootstraps, as it may be measured. */
    private static final double LARGEST_NOISE = 10 * 1.15;

    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 23);
    private final RadixContext context = new RadixContext(ToyKeys.shared().serverKey(), model);

    @ParameterizedTest
    @CsvSource({"1, true, true", "2, true, true", "3, true, true", "4, true, true", "4, true, false", "4, false, true"})
    void staysBelowTheNoiseBound(int blocks, boolean leftIsNoisy, boolean rightIsNoisy) {
        Random random = new Random(blocks);
        for (int i = 0; i < 60; i++) {
            int left = random.nextInt(1 << 2 * blocks);
            int right = i % 3 == 0 ? left : i % 3 == 1 ? left ^ 1 << random.nextInt(2 * blocks) : random.nextInt(64);
            right &= (1 << 2 * blocks) - 1;
            RadixCiphertext x = encrypt(left, blocks, leftIsNoisy);
            RadixCiphertext y = encrypt(right, blocks, rightIsNoisy);

            assertThat(isTrue(Comparison.less(context, x, y))).isEqualTo(left < right);
            assertThat(isTrue(Comparison.greaterOrEqual(context, x, y))).isEqualTo(left >= right);
            assertThat(isTrue(Comparison.equal(context, x, y))).isEqualTo(left == right);
            assertThat(isTrue(Comparison.notEqual(context, x, y))).isEqualTo(left != right);
        }
        assertThat(model.largestNoise()).isLessThan(LARGEST_NOISE);
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "5, 1", "6, 3", "75, 16"})
    void asksFiveBlocksWithOneBootstrapWhetherTheyAreZero(int blocks, int bootstraps) {
        BootstrapCounter counter = new BootstrapCounter();
        RadixContext counted = new RadixContext(ToyKeys.shared().serverKey(), new CountingExecutor(model, counter));

        assertThat(isTrue(Comparison.notZero(counted, encrypt(0, blocks, false))))
                .isFalse();

        assertThat(counter.bootstraps()).isEqualTo(bootstraps);
    }

    private boolean isTrue(ShortintCiphertext block) {
        int value = model.decrypt(block);
        assertThat(value).isBetween(0, 1);
        return value == 1;
    }

    private RadixCiphertext encrypt(int value, int blocks, boolean isNoisy) {
        List<ShortintCiphertext> digits = new ArrayList<>();
        for (int i = 0; i < blocks; i++) {
            ShortintCiphertext digit = model.encrypt(i < 16 ? value >> 2 * i & 3 : 0);
            digits.add(
                    isNoisy
                            ? context.sum().plusMessage(digit, model.encrypt(0)).asBlock(RadixContext.MAXIMUM_MESSAGE)
                            : digit);
        }
        return new RadixCiphertext(digits);
    }
}
