package org.fhevm.coprocessor.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EthereumAddressTest {
    /** The examples of EIP-55: all capitals, all lower case, and mixed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0x52908400098527886E0F7030069857D2E4169EE7",
                "0xde709f2102306220921060314715629080e2fb77",
                "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
                "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359",
                "0xdbF03B407c01E7cD3CBea99509d93f8DDDC8C6FB",
                "0xD1220A0cf47c7B9Be7A2E6BA89F429762e7b9aDb",
            })
    void rendersTheChecksumWhateverTheSpelling(String checksummed) {
        String digits = checksummed.substring(2);

        assertThat(EthereumAddress.parse(digits.toLowerCase()).checksummed()).isEqualTo(checksummed);
        assertThat(EthereumAddress.parse("0x" + digits.toUpperCase())).hasToString(checksummed);
    }

    @ParameterizedTest
    @CsvSource({
        "0x123,                                        odd number of digits",
        "'',                                           invalid string length",
        "0x1234,                                       invalid string length",
        "0x52908400098527886E0F7030069857D2E4169EE7aa, invalid string length",
        "0x529g8400098527886E0F7030069857D2E4169EE7,   invalid character 'g' at position 3",
    })
    void saysWhatIsWrong(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EthereumAddress.parse(text))
                .withMessage(message);
    }

    @Test
    void comparesByValue() {
        byte[] bytes = new byte[20];
        bytes[19] = 1;

        assertThat(EthereumAddress.fromBytes(bytes))
                .isEqualTo(EthereumAddress.parse("0000000000000000000000000000000000000001"));
        assertThatIllegalArgumentException().isThrownBy(() -> EthereumAddress.fromBytes(new byte[19]));
    }
}
