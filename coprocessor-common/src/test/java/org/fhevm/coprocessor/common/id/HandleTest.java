package org.fhevm.coprocessor.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HandleTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 8, 32, 256})
    void holdsTheLengthsOfComputations(int length) {
        assertThat(Handle.of(new byte[length]).length()).isEqualTo(length);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 257})
    void refusesOtherLengthsUnlessAskedForAny(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Handle.of(new byte[length]))
                .withMessage("a handle has 1 to 256 bytes, got " + length);
        assertThat(Handle.ofAnyLength(new byte[length]).length()).isEqualTo(length);
    }

    @Test
    void doesNotShareItsBytes() {
        byte[] source = {1, 2};
        Handle handle = Handle.of(source);
        source[0] = 9;
        handle.bytes()[1] = 9;

        assertThat(handle.bytes()).containsExactly(1, 2);
    }

    @Test
    void comparesByValueBytewiseAndUnsigned() {
        assertThat(Handle.fromHex("0x01ff"))
                .isEqualTo(Handle.fromHex("01ff"))
                .hasSameHashCodeAs(Handle.fromHex("01ff"));
        assertThat(Handle.fromHex("01")).isLessThan(Handle.fromHex("0100"));
        assertThat(Handle.fromHex("7f")).isLessThan(Handle.fromHex("80"));
    }

    @Test
    void printsShortInLogsAndWholeInMessages() {
        Handle handle = Handle.fromHex("00112233445566778899aabbccddeeff");

        assertThat(handle).hasToString("0x00112233…ccddeeff");
        assertThat(handle.hex()).isEqualTo("0x00112233445566778899aabbccddeeff");
        assertThat(Handle.fromHex("0102030405060708")).hasToString("0x0102030405060708");
        assertThat(Handle.ofAnyLength(new byte[0])).hasToString("0x");
    }
}
