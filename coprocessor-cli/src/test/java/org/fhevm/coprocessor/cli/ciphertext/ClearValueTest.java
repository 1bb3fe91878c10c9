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
                "bool:true",
                "bool:false",
                "uint4:15",
                "uint64:18446744073709551615",
                "uint160:1",
                "bytes256:12345678901234567890"
            })
    void aValueIsPrintedAsItWasWritten(String text) {
        assertThat(ClearValue.parse(text)).hasToString(text);
    }

    @Test
    void hexadecimalNumbersAreRead() {
        assertThat(ClearValue.parse("uint8:0xff")).isEqualTo(new ClearValue(FheType.UINT8, BigInteger.valueOf(255)));
    }

    @ParameterizedTest
    @CsvSource({
        "uint8:256, 256 does not fit uint8",
        "uint8:-1, -1 does not fit uint8",
        "bool:2, 2 does not fit bool",
        "uint7:1, 'there is no type uint7; the types are bool, uint4'",
        "100, 'a value is written type:value, for instance uint64:100, not 100'",
        "uint64:ten, ten is not a number",
        "uint64:, is not a number",
    })
    void whatIsNoValueIsExplained(String text, String message) {
        assertThatThrownBy(() -> ClearValue.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
