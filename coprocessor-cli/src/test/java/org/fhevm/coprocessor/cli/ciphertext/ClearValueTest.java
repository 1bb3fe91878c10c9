package org.fhevm.coprocessor.cli.ciphertext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClearValueTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ebool:true",
                "ebool:false",
                "euint4:15",
                "euint64:18446744073709551615",
                "euint160:1",
                "ebytes256:12345678901234567890"
            })
    void aValueIsPrintedAsItWasWritten(String text) {
        assertThat(ClearValue.parse(text)).hasToString(text);
    }

    @Test
    void hexadecimalNumbersAreRead() {
        assertThat(ClearValue.parse("euint8:0xff")).isEqualTo(new ClearValue(FheType.UINT8, BigInteger.valueOf(255)));
    }

    @ParameterizedTest
    @CsvSource({
        "euint8:256, 256 does not fit euint8",
        "uint8:-1, -1 does not fit euint8",
        "ebool:2, 2 does not fit ebool",
        "euint7:1, 'there is no type euint7 here; there are ebool, euint4'",
        "100, 'a value is written type:value, for instance euint64:100, not 100'",
        "euint64:ten, ten is not a number",
        "uint64:, is not a number",
    })
    void whatIsNoValueIsExplained(String text, String message) {
        assertThatThrownBy(() -> ClearValue.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
