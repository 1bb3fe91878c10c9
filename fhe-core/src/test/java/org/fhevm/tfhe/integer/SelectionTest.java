package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Choices between operands that have more noise than fresh ones. */
class SelectionTest {
    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 29);
    private final BootstrapCounter counter = new BootstrapCounter();
    private final RadixContext context =
            new RadixContext(ToyKeys.shared().serverKey(), new CountingExecutor(model, counter));

    /** The chosen block is the difference added to the operand with less noise; with two noisy ones it is refreshed. */
    @ParameterizedTest
    @CsvSource({"false, false, 1", "true, false, 1", "false, true, 1", "true, true, 2"})
    void refreshesOnlyWhatHasTooMuchNoise(boolean leftIsNoisy, boolean rightIsNoisy, int bootstrapsPerBlock) {
        for (boolean condition : new boolean[] {false, true}) {
            long before = counter.bootstraps();
            RadixCiphertext left = encrypt(leftIsNoisy, 0, 1, 2, 3);
            RadixCiphertext right = encrypt(rightIsNoisy, 3, 0, 2, 1);

            RadixCiphertext chosen = Selection.select(context, model.encryptBoolean(condition), left, right);

            assertThat(model.decrypt(chosen)).isEqualTo(model.decrypt(condition ? left : right));
            assertThat(chosen.blocks())
                    .allMatch(block -> block.noiseSquared() <= RadixContext.MAXIMUM_OPERAND_NOISE)
                    .allMatch(block -> model.noise(block) < 1.15 * Math.sqrt(block.noiseSquared()));
            assertThat(counter.bootstraps() - before).isEqualTo(4 * bootstrapsPerBlock);
        }
        assertThat(model.largestNoise()).isLessThan(10 * 1.15);
    }

    private RadixCiphertext encrypt(boolean isNoisy, int... digits) {
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (int digit : digits) {
            LinearCombination sum = context.sum().plus(model.encrypt(digit));
            blocks.add((isNoisy ? sum.plusMessage(model.encrypt(0), model.encrypt(0)) : sum).asBlock(3));
        }
        return new RadixCiphertext(blocks);
    }
}
