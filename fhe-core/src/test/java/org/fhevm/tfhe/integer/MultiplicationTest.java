package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntPredicate;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.executor.CountingExecutor;
import org.fhevm.tfhe.shortint.NoiseModel;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Products of numbers that are wide enough to be recoded, some of whose blocks are known. */
class MultiplicationTest {
    private final NoiseModel model = new NoiseModel(ToyKeys.shared().serverKey(), 37);
    private final BootstrapCounter counter = new BootstrapCounter();
    private final RadixContext context =
            new RadixContext(ToyKeys.shared().serverKey(), new CountingExecutor(model, counter));

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 15, 16, 17, 20})
    void isTheProductModuloTheWidth(int blocks) {
        Random random = new Random(blocks);
        BigInteger all = Digits.power(blocks).subtract(BigInteger.ONE);
        check(all, all, blocks, i -> true);
        check(all, BigInteger.ONE, blocks, i -> true);
        check(new BigInteger(2 * blocks, random), new BigInteger(2 * blocks, random), blocks, i -> true);
    }

    /** Known zeros among blocks enough to be recoded, and other known blocks. */
    @Test
    void someBlocksMayBeKnown() {
        Random random = new Random(5);
        int blocks = 22;
        BigInteger left = new BigInteger(2 * blocks, random);
        BigInteger right = new BigInteger(2 * blocks, random);
        check(left, right, blocks, i -> i % 4 != 2);
        BigInteger lowest = Digits.power(17).subtract(BigInteger.ONE);
        check(left.and(lowest), right.and(lowest), blocks, i -> i < 17);
        BigInteger withoutLowest = Digits.power(3).subtract(BigInteger.ONE);
        check(left.andNot(withoutLowest), right.andNot(withoutLowest), blocks, i -> i >= 3);
    }

    /** Recoding pays from 16 unknown blocks of both numbers on. */
    @Test
    void knownBlocksDoNotMakeANumberWide() {
        int blocks = 16;
        int[] digits = Digits.of(new BigInteger(2 * blocks, new Random(1)), blocks);
        RadixCiphertext wide = encrypt(digits, i -> true);
        RadixCiphertext narrow = encrypt(digits, i -> i < 15);
        assertThat(bootstraps(wide, encrypt(digits, i -> true))).as("recoded").isEqualTo(257);
        assertThat(bootstraps(narrow, encrypt(digits, i -> i < 15))).as("plain").isEqualTo(274);
        assertThat(bootstraps(wide, narrow)).as("plain").isEqualTo(274);
    }

    private long bootstraps(RadixCiphertext left, RadixCiphertext right) {
        long before = counter.bootstraps();
        Multiplication.multiply(context, left, right);
        return counter.bootstraps() - before;
    }

    private void check(BigInteger left, BigInteger right, int blocks, IntPredicate isEncrypted) {
        RadixCiphertext x = encrypt(Digits.of(left, blocks), isEncrypted);
        RadixCiphertext y = encrypt(Digits.of(right, blocks), isEncrypted);

        RadixCiphertext product = Multiplication.multiply(context, x, y);

        assertThat(model.decrypt(product))
                .as("%s * %s", left, right)
                .isEqualTo(left.multiply(right).mod(Digits.power(blocks)));
        assertThat(product.blocks())
                .allMatch(block -> model.decrypt(block) <= block.degree())
                .allMatch(block -> block.noiseSquared() <= RadixContext.MAXIMUM_OPERAND_NOISE);
        assertThat(model.largestNoise()).isLessThan(10 * 1.15);
    }

    private RadixCiphertext encrypt(int[] digits, IntPredicate isEncrypted) {
        List<ShortintCiphertext> blocks = new ArrayList<>();
        for (int i = 0; i < digits.length; i++) {
            blocks.add(isEncrypted.test(i) ? model.encrypt(digits[i]) : context.trivial(digits[i]));
        }
        return new RadixCiphertext(blocks);
    }
}
