package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubmittedOperandTest {
    @Test
    void aHandleIsAnEncryptedOperand() {
        var operand = SubmittedOperand.parse("0x0102");

        assertThat(operand.hasInputHandle()).isTrue();
        assertThat(operand.getInputHandle().toByteArray()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @CsvSource({
        "scalar:5, 0000000000000000000000000000000000000000000000000000000000000005",
        "scalar:0, 0000000000000000000000000000000000000000000000000000000000000000",
        "scalar:115792089237316195423570985008687907853269984665640564039457584007913129639935,"
                + " ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "scalar:0x05, 05",
        "scalar:0x000102, 000102",
        "type:ebool, 00",
        "type:euint64, 05",
    })
    void aScalarHasTheBytesThatGethSends(String text, String bytes) {
        var operand = SubmittedOperand.parse(text);

        assertThat(operand.hasScalar()).isTrue();
        assertThat(HexFormat.of().formatHex(operand.getScalar().toByteArray())).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "five",
                "scalar:",
                "scalar:-1",
                "scalar:115792089237316195423570985008687907853269984665640564039457584007913129639936",
                "scalar:0x",
                "scalar:0x0",
                "type:",
                "type:uint7"
            })
    void whatIsNoOperandIsRefused(String text) {
        assertThatThrownBy(() -> SubmittedOperand.parse(text)).isInstanceOf(CommandFailure.class);
    }

    @FuzzTest
    void anyTextIsAnOperandOrRefused(byte[] data) {
        try {
            SubmittedOperand.parse(new String(data, StandardCharsets.UTF_8));
        } catch (CommandFailure e) {
            // refused
        }
    }
}
