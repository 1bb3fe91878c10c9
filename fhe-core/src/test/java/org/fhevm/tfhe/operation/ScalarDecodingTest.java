package org.fhevm.tfhe.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScalarDecodingTest {

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BOOL")
    void anIntegerKeepsItsLowBitsHoweverManyBytesCome(FheType type) {
        Random random = new Random(7);
        for (int length = 0; length <= 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            BigInteger expected = new BigInteger(1, bytes).mod(BigInteger.TWO.pow(type.bits()));
            byte[] before = bytes.clone();
            assertThat(ScalarDecoding.trivialValue(type, bytes)).isEqualTo(expected);
            assertThat(ScalarDecoding.rightOperand(FheOperation.ADD, type, bytes))
                    .isEqualTo(expected);
            assertThat(bytes).as("the bytes are only borrowed").isEqualTo(before);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "EQ, 10, 1",
        "EQ, 0100, 1",
        "EQ, 0000, 0",
        "NE, 10, 1",
        "BIT_AND, 10, 0",
        "BIT_AND, 01, 1",
        "BIT_AND, 0100, 0",
        "BIT_OR, 10, 0",
        "BIT_OR, 1008, 1",
        "BIT_XOR, f0, 0",
        "BIT_XOR, 0f, 1"
    })
    void withABooleanComparisonsAndLogicReadTheBytesDifferently(FheOperation operation, String hex, int expected) {
        assertThat(ScalarDecoding.rightOperand(operation, FheType.BOOL, bytes(hex)))
                .isEqualTo(BigInteger.valueOf(expected));
    }

    @Test
    void arithmeticTakesNoScalarWithABoolean() {
        assertThatThrownBy(() -> ScalarDecoding.rightOperand(FheOperation.ADD, FheType.BOOL, bytes("01")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"'', 0", "00, 0", "01, 1", "10, 1", "0100, 0", "0001, 1"})
    void aTrivialBooleanIsItsLastByte(String hex, int expected) {
        assertThat(ScalarDecoding.trivialValue(FheType.BOOL, bytes(hex))).isEqualTo(BigInteger.valueOf(expected));
    }

    @ParameterizedTest
    @CsvSource({
        "UINT8, 08, 0",
        "UINT8, 09, 1",
        "UINT8, 0103, 3",
        "UINT4, 17, 3",
        "UINT160, a0, 0",
        "UINT160, a1, 1",
        // 2^64 + 5: only the low 64 bits count
        "UINT160, 010000000000000005, 5",
        "UINT256, 010000000000000105, 5",
        "UINT32, 0100000021, 1",
        // 2^64 - 1 = 15 (mod 160): the low 64 bits are unsigned
        "UINT160, ffffffffffffffff, 95",
    })
    void aScalarShiftAmountIsTakenModuloTheWidth(FheType type, String hex, int expected) {
        assertThat(ScalarDecoding.shiftAmount(type, bytes(hex))).isEqualTo(expected);
    }

    @Test
    void aSeedIsTheLastSixteenBytes() {
        assertThat(ScalarDecoding.randomSeed(bytes("ff" + "00".repeat(15) + "7b")))
                .isEqualTo(BigInteger.valueOf(123));
        assertThat(ScalarDecoding.randomSeed(bytes("7b"))).isEqualTo(BigInteger.valueOf(123));
        assertThat(ScalarDecoding.randomSeed(bytes("ff".repeat(16))))
                .isEqualTo(BigInteger.TWO.pow(128).subtract(BigInteger.ONE));
    }

    @ParameterizedTest
    @CsvSource({
        "UINT256, 01, 0",
        "UINT256, 02, 1",
        "UINT256, 03, 1",
        "UINT256, 0101, 0",
        "UINT256, 0300, 9",
        "UINT256, 03e8, 7",
        "UINT256, 0000, 16",
        "UINT8, 0000, 8",
        "UINT8, 0100, 8",
        "UINT8, 80, 7",
        "UINT4, ff, 4",
        "BOOL, 00, 1",
        "BOOL, 01, 1"
    })
    void aBoundStandsForANumberOfRandomBits(FheType type, String hex, int expected) {
        assertThat(ScalarDecoding.randomBitCount(type, bytes(hex))).isEqualTo(expected);
    }

    @Test
    void aPowerOfTwoBoundStandsForItsLogarithm() {
        for (int log = 0; log <= 16; log++) {
            byte[] bound = bytes(String.format("%08x", 1 << log));
            assertThat(ScalarDecoding.randomBitCount(FheType.UINT256, bound)).isEqualTo(log);
        }
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
