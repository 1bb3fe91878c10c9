package org.fhevm.coprocessor.common.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.coprocessor.common.id.Handle;
import org.junit.jupiter.api.Test;

class BytesTest {
    @Test
    void comparesByContent() {
        assertThat(Bytes.of(new byte[] {1, 2}))
                .isEqualTo(Bytes.of(new byte[] {1, 2}))
                .hasSameHashCodeAs(Bytes.of(new byte[] {1, 2}))
                .isNotEqualTo(Bytes.of(new byte[] {1, 3}));
    }

    @Test
    void isNotEqualToANameOfTheSameBytes() {
        assertThat(Bytes.of(new byte[] {1})).isNotEqualTo(Handle.of(new byte[] {1}));
        assertThat(Handle.of(new byte[] {1})).isNotEqualTo(Bytes.of(new byte[] {1}));
    }

    @Test
    void handsItsArrayOnWithoutACopy() {
        byte[] array = {1, 2};

        assertThat(Bytes.of(array).array()).isSameAs(array);
        assertThat(Bytes.of(array).bytes()).isNotSameAs(array).isEqualTo(array);
    }

    @Test
    void showsItsLengthOnly() {
        assertThat(Bytes.of(new byte[300])).hasToString("300 bytes");
        assertThat(Bytes.of(new byte[] {1, (byte) 0xff}).hex()).isEqualTo("0x01ff");
    }
}
