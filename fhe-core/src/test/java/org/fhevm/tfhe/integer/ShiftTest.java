package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Shifts and rotations of which something is known. */
class ShiftTest {
    private static final int BLOCKS = 4;

    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 31);
    private final BootstrapCounter counter = new BootstrapCounter();
    private final RadixContext context =
            new RadixContext(ToyKeys.shared().serverKey(), new CountingExecutor(model, counter));

    @ParameterizedTest
    @EnumSource
    void aKnownAmountCostsBootstrapsOnlyForAnOddNumberOfBits(Shift.Direction direction) {
        RadixCiphertext value = model.encrypt(BigInteger.valueOf(0xb6), BLOCKS);
        for (int amount = 0; amount < 2 * BLOCKS; amount++) {
            long before = counter.bootstraps();

            RadixCiphertext moved = Shift.apply(context, direction, value, known(amount));

            assertThat(model.decrypt(moved)).as("by %d", amount).isEqualTo(expected(direction, 0xb6, amount));
            long bootstraps = counter.bootstraps() - before;
            if (amount % 2 == 0) {
                assertThat(bootstraps).as("by %d", amount).isZero();
            } else {
                assertThat(bootstraps).as("by %d", amount).isBetween(1L, 2L * BLOCKS);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void anAmountMayBeKnownInPart(Shift.Direction direction) {
        RadixCiphertext value = model.encrypt(BigInteger.valueOf(0x9d), BLOCKS);
        for (int amount = 0; amount < 2 * BLOCKS; amount++) {
            ShortintCiphertext low = context.trivial(amount & 3);
            ShortintCiphertext high = context.trivial(amount >> 2);
            List<ShortintCiphertext> lowKnown =
                    List.of(low, model.encrypt(amount >> 2), context.trivial(0), context.trivial(0));
            List<ShortintCiphertext> highKnown =
                    List.of(model.encrypt(amount & 3), high, context.trivial(0), context.trivial(0));
            for (List<ShortintCiphertext> blocks : List.of(lowKnown, highKnown)) {
                RadixCiphertext moved = Shift.apply(context, direction, value, new RadixCiphertext(blocks));

                assertThat(model.decrypt(moved)).as("by %d", amount).isEqualTo(expected(direction, 0x9d, amount));
                assertSharesNoNoise(moved);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatEntersKnownZerosIsKept(Shift.Direction direction) {
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (int i = 0; i < BLOCKS; i++) {
            blocks.add(i < 2 ? model.encrypt(3 - i) : context.trivial(0));
        }
        int number = 3 + 4 * 2;
        for (int amount = 0; amount < 2 * BLOCKS; amount++) {
            RadixCiphertext moved = Shift.apply(
                    context, direction, new RadixCiphertext(blocks), model.encrypt(BigInteger.valueOf(amount), BLOCKS));

            assertThat(model.decrypt(moved)).as("by %d", amount).isEqualTo(expected(direction, number, amount));
            assertSharesNoNoise(moved);
        }
    }

    @Test
    void knownZerosNeedNoBootstrapsUntilSomethingEnters() {
        List<ShortintCiphertext> narrow = List.of(model.encrypt(2), context.trivial(0), context.trivial(0));
        RadixCiphertext amount = new RadixCiphertext(List.of(model.encrypt(1), context.trivial(0), context.trivial(0)));

        Shift.apply(context, Shift.Direction.RIGHT, new RadixCiphertext(narrow), amount);

        assertThat(counter.bootstraps())
                .as("one for the amount, one for the block in each of two stages; what leaves it needs none")
                .isEqualTo(3);
    }

    private void assertSharesNoNoise(RadixCiphertext value) {
        for (int i = 0; i < value.blockCount(); i++) {
            for (int j = 0; j < i; j++) {
                ShortintCiphertext first = value.blocks().get(i);
                ShortintCiphertext second = value.blocks().get(j);
                assertThat(Math.abs(NoiseModel.covariance(first, second)))
                        .as("blocks %d and %d", i, j)
                        .isLessThan(0.5);
            }
        }
    }

    private RadixCiphertext known(int number) {
        return context.trivial(Digits.of(BigInteger.valueOf(number), BLOCKS));
    }

    private static BigInteger expected(Shift.Direction direction, int number, int amount) {
        int bits = 2 * BLOCKS;
        int left = number << amount;
        int right = number >> amount;
        int moved = switch (direction) {
            case LEFT -> left;
            case RIGHT -> right;
            case ROTATE_LEFT -> left | number >> bits - amount;
            case ROTATE_RIGHT -> right | number << bits - amount;
        };
        return BigInteger.valueOf(moved & (1 << bits) - 1);
    }
}
