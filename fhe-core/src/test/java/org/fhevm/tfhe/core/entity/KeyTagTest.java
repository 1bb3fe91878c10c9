package org.fhevm.tfhe.core.entity;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class KeyTagTest {
    @Test
    void keepsItsBytesIfCallersChangeTheirs() {
        byte[] given = {1, 2};
        KeyTag tag = KeyTag.of(given);

        given[0] = 9;
        tag.bytes()[1] = 9;

        assertThat(tag.bytes()).containsExactly(1, 2);
    }

    @Test
    void isEqualToATagOfTheSameBytes() {
        assertThat(KeyTag.of(new byte[] {1, 2}))
                .isEqualTo(KeyTag.of(new byte[] {1, 2}))
                .hasSameHashCodeAs(KeyTag.of(new byte[] {1, 2}))
                .isNotEqualTo(KeyTag.of(new byte[] {1, 2, 0}));
        assertThat(KeyTag.of(new byte[0])).isEqualTo(KeyTag.EMPTY);
    }

    @Test
    void showsItsLengthOnly() {
        assertThat(KeyTag.of(new byte[] {1, 2})).hasToString("KeyTag[2 bytes]");
    }
}
