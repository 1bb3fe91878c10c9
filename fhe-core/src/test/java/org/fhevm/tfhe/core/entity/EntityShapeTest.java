package org.fhevm.tfhe.core.entity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.Decomposition;
import org.junit.jupiter.api.Test;

class EntityShapeTest {
    private static final Decomposition FIVE_LEVELS = new Decomposition(3, 5);
    private static final Seed SEED = new Seed(0, 1);

    @Test
    void anArrayOfTheRightLengthIsBorrowed() {
        long[] words = new long[4 * 5 * 3];
        assertThat(new LweKeyswitchKey(4, 2, FIVE_LEVELS, words).words()).isSameAs(words);
    }

    @Test
    void arraysOfOtherLengthsAreRefusedWithBothLengths() {
        assertRefused(() -> new LweKeyswitchKey(4, 2, FIVE_LEVELS, new long[59]), "60 elements, not 59");
        assertRefused(() -> new LwePackingKeyswitchKey(2, 1, 4, FIVE_LEVELS, new long[81]), "80 elements, not 81");
        assertRefused(() -> new LweBootstrapKey(2, 1, 4, FIVE_LEVELS, new long[1]), "160 elements, not 1");
        assertRefused(() -> new FourierLweBootstrapKey(2, 1, 4, FIVE_LEVELS, new double[1]), "160 elements, not 1");
        assertRefused(() -> new GlweSecretKey(new long[9], 2, 4), "8 elements, not 9");
        assertRefused(() -> new LweCompactCiphertextList(4, 5, new long[12]), "13 words, not 12");
    }

    @Test
    void impossibleDimensionsAreRefused() {
        assertRefused(() -> new LweSecretKey(new long[0]), "LWE dimension");
        assertRefused(() -> new GlweSecretKey(new long[6], 2, 3), "power of two");
        assertRefused(() -> new LweKeyswitchKey(0, 2, FIVE_LEVELS, new long[0]), "positive");
        assertRefused(() -> new LweKeyswitchKey(4, -1, FIVE_LEVELS, new long[0]), "positive");
        assertRefused(() -> new LweBootstrapKey(1, 0, 4, FIVE_LEVELS, new long[20]), "GLWE dimension");
        assertRefused(() -> new LweBootstrapKey(1 << 20, 1, 1 << 20, FIVE_LEVELS, new long[0]), "too large");
    }

    @Test
    void aSeededKeyThatNoArrayCouldHoldExpandedIsRefused() {
        assertRefused(() -> new SeededLweKeyswitchKey(4, Integer.MAX_VALUE, FIVE_LEVELS, SEED, new long[20]), "large");
        assertRefused(() -> new SeededLwePackingKeyswitchKey(1, 1 << 27, 4, FIVE_LEVELS, SEED, new long[20]), "large");
        assertRefused(() -> new SeededLweKeyswitchKey(4, 0, FIVE_LEVELS, SEED, new long[20]), "no mask");
    }

    @Test
    void secretEntriesOtherThanZeroAndOneAreRefusedWithoutBeingShown() {
        assertRefused(() -> new LweSecretKey(new long[] {0, 1, 2}), "other than 0 and 1");
        assertRefused(() -> new GlweSecretKey(new long[] {0, -1}, 1, 2), "other than 0 and 1");
    }

    @Test
    void aGlweKeyReadAsLweKeyHasTheSameEntries() {
        GlweSecretKey key = new GlweSecretKey(new long[] {0, 1, 1, 0}, 2, 2);
        assertThat(key.asLweSecretKey().secretBits()).containsExactly(0, 1, 1, 0);
    }

    @Test
    void aCompactListHasOneMaskForEachGroup() {
        LweCompactCiphertextList list = new LweCompactCiphertextList(4, 9, new long[3 * 4 + 9]);
        assertThat(list.groupCount()).isEqualTo(3);
        assertThat(list.maskOffset(2)).isEqualTo(8);
        assertThat(list.bodyOffset(0)).isEqualTo(12);
        assertThat(new LweCompactCiphertextList(4, 8, new long[16]).groupCount())
                .isEqualTo(2);
        assertThat(new LweCompactCiphertextList(4, 0, new long[0]).groupCount()).isZero();
    }

    private static void assertRefused(ThrowingCallable constructor, String message) {
        assertThatIllegalArgumentException().isThrownBy(constructor).withMessageContaining(message);
    }
}
