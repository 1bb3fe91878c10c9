package org.fhevm.tfhe.integer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;
import org.fhevm.tfhe.testing.ToyKeys;
import org.junit.jupiter.api.Test;

/** The bookkeeping of ranges and noise, which keeps operations from bootstrapping what no bootstrap can take. */
class LinearCombinationTest {
    private static final ServerKey KEY = ToyKeys.shared().serverKey();
    /** A table that refuses every range, and names it. */
    private static final LookupTable REFUSING = LookupTable.phaseBits(1);

    private final Random random = new Random(1);
    private final ShortintCiphertext one = block(3, 1);
    private final ShortintCiphertext two = block(2, 1);

    private ShortintCiphertext block(int degree, int noiseLevel) {
        return new ShortintCiphertext(random.longs(KEY.blockDimension() + 1L).toArray(), degree, noiseLevel);
    }

    private static LinearCombination sum() {
        return new LinearCombination(KEY);
    }

    private static void assertRange(LinearCombination sum, int minimum, int maximum) {
        assertThat(sum.maximum()).isEqualTo(maximum);
        assertThatThrownBy(() -> sum.wordsFor(REFUSING))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("values from " + minimum + " to " + maximum + " do not fit the domain of the table");
    }

    @Test
    void theRangeIsThatOfTheWeightedDegrees() {
        assertRange(sum(), 0, 0);
        assertRange(sum().plus(2, one).plus(two), 0, 8);
        assertRange(sum().plus(-2, one).plus(two), -6, 2);
        assertRange(sum().minus(one).minus(two), -5, 0);
        assertRange(sum().plusSigned(2, one).plusSigned(-3, two), -12, 12);
        assertRange(sum().minus(one).plusScalar(4), 1, 4);
        assertRange(sum().plusMessage(one, two), 0, 3);
        assertRange(sum().plus(one).knownBetween(-1, 2), -1, 2);
        assertRange(sum().plus(2, sum().minus(one).plus(two)).plusScalar(1), -5, 5);
    }

    @Test
    void theNoiseIsTheNormOfTheWeights() {
        assertThat(sum().plus(3, one).noiseSquared()).isEqualTo(9);
        assertThat(sum().plus(-3, block(3, 2)).plus(two).noiseSquared()).isEqualTo(37);
        assertThat(sum().plusSigned(-2, one).noiseSquared()).isEqualTo(4);
        assertThat(sum().plusMessage(one, two).noiseSquared()).isEqualTo(2);
        assertThat(sum().plus(one).plus(3, sum().plus(2, two)).noiseSquared()).isEqualTo(37);
        assertThat(sum().plus(2, block(3, 0)).plusScalar(7).noiseSquared()).isZero();
    }

    @Test
    void normsOfDifferentOperandsAddUp() {
        ShortintCiphertext noisy = ShortintCiphertext.ofNoiseSquared(one.words(), 3, 2);

        assertThat(sum().plus(3, one).otherOperand().plus(2, two).noiseSquared())
                .isEqualTo(25);
        assertThat(sum().plus(noisy).otherOperand().minus(noisy).noiseSquared()).isEqualTo(8);
        assertThat(sum().plus(one).otherOperand().plus(two).plus(noisy).noiseSquared())
                .as("(1 + √3)² = 7.46")
                .isEqualTo(8);
        assertThat(sum().plus(one)
                        .otherOperand()
                        .plus(two)
                        .otherOperand()
                        .plus(noisy)
                        .noiseSquared())
                .as("(2 + √2)² = 11.66")
                .isEqualTo(12);
        assertThat(sum().plus(2, sum().plus(one).otherOperand().plus(two)).noiseSquared())
                .isEqualTo(16);
        assertThat(sum().plus(one).otherOperand().isTrivial()).isFalse();
    }

    @Test
    void aBootstrapTakesNoiseUpToTheLimit() {
        LookupTable any = LookupTable.of(v -> v);
        LinearCombination largest = sum().plus(10, one).knownBetween(0, 15);

        assertThat(largest.wordsFor(any)).hasSize(KEY.blockDimension() + 1);
        assertThatThrownBy(() -> largest.plus(two).knownBetween(0, 15).wordsFor(any))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("noise of norm 10.04");
    }

    @Test
    void aBlockHasTheNoiseLevelThatBoundsTheNorm() {
        assertThat(sum().plus(2, one).asBlock(3).noiseLevel()).isEqualTo(2);
        assertThat(sum().plus(2, one).plus(two).asBlock(3).noiseLevel()).isEqualTo(3);
        assertThat(sum().plus(one).plus(two).asBlock(3).noiseSquared()).isEqualTo(2);
        assertThat(sum().plus(2, one).asBlock(2).degree()).isEqualTo(2);
    }

    @Test
    void theWordsAreTheWeightedSum() {
        LinearCombination sum = sum().plus(one).minus(two).plus(5, block(1, 0)).plusSigned(3, two);
        LinearCombination twice = sum().plus(2, sum);

        long[] words = twice.knownBetween(0, 0).wordsFor();
        for (int j = 0; j < KEY.blockDimension(); j++) {
            assertThat(words[j]).isEqualTo(2 * (one.words()[j] + 2 * two.words()[j]));
        }
    }

    @Test
    void sumsOfTheSameNoiseHaveTheSameHash() {
        int hash = sum().plus(one).minus(two).noiseHash();

        assertThat(sum().plus(two).minus(one).plusScalar(3).noiseHash())
                .as("of the other sign, with a constant")
                .isEqualTo(hash);
        assertThat(sum().plus(one).plus(two).noiseHash()).isNotEqualTo(hash);
        assertThat(sum().plus(one).noiseHash()).isNotEqualTo(hash);
    }

    @Test
    void blocksOfOtherKeysAreRefused() {
        ShortintCiphertext foreign = new ShortintCiphertext(new long[KEY.blockDimension()], 3, 1);

        assertThatThrownBy(() -> sum().plus(foreign))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a block of dimension " + (KEY.blockDimension() - 1) + " under keys of dimension "
                        + KEY.blockDimension());
    }
}
