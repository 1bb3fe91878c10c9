package org.fhevm.tfhe.math.simd;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The keyswitch kernels in use against the scalar ones. */
class KeyswitchKernelsTest {
    private final Random random = new Random(5);

    @Test
    void keyswitchRowsAreThoseOfTheDefinition() {
        int row = 64;
        for (int levels = 1; levels <= 11; levels++) {
            short[] keyUpper = shorts(levels * row);
            byte[] keyLower = new byte[KeyswitchKernels.BYTE_START + levels * row];
            random.nextBytes(keyLower);
            int[] digits = random.ints(levels, -4, 5).toArray();
            short[] upper = shorts(row);
            short[] lower = shorts(row);
            short[] expectedUpper = upper.clone();
            short[] expectedLower = lower.clone();
            KeyswitchKernels.scalar()
                    .addRows(expectedUpper, expectedLower, digits, 0, levels, keyUpper, keyLower, 0, row);
            KeyswitchKernels.best().addRows(upper, lower, digits, 0, levels, keyUpper, keyLower, 0, row);
            assertThat(upper).isEqualTo(expectedUpper);
            assertThat(lower).isEqualTo(expectedLower);
            KeyswitchKernels.scalar().carry(expectedUpper, expectedLower, row);
            KeyswitchKernels.best().carry(upper, lower, row);
            assertThat(upper).isEqualTo(expectedUpper);
            assertThat(lower).isEqualTo(expectedLower);
        }
    }

    @Test
    void packingRowsAreThoseOfTheDefinition() {
        int row = 64;
        for (int levels = 1; levels <= 9; levels++) {
            int[] key = random.ints(KeyswitchKernels.INT_START + (long) levels * row)
                    .toArray();
            int[] digits = random.ints(levels, -8, 9).toArray();
            int[] sum = random.ints(row).toArray();
            int[] expected = sum.clone();
            KeyswitchKernels.scalar()
                    .subtractRows(expected, 0, digits, 0, levels, key, KeyswitchKernels.INT_START, row);
            KeyswitchKernels.best().subtractRows(sum, 0, digits, 0, levels, key, KeyswitchKernels.INT_START, row);
            assertThat(sum).isEqualTo(expected);
        }
    }

    @Test
    void aCarryLeavesTheWord() {
        short[] upper = shorts(64);
        short[] lower = shorts(64);
        int[] words = new int[64];
        Arrays.setAll(words, j -> word(upper, lower, j));
        KeyswitchKernels.best().carry(upper, lower, 64);
        for (int j = 0; j < 64; j++) {
            assertThat(word(upper, lower, j)).isEqualTo(words[j]);
            assertThat(lower[KeyswitchKernels.SHORT_START + j]).isBetween((short) 0, (short) 255);
        }
    }

    private static int word(short[] upper, short[] lower, int j) {
        return (upper[KeyswitchKernels.SHORT_START + j] << 16) + (lower[KeyswitchKernels.SHORT_START + j] << 8);
    }

    private short[] shorts(int count) {
        short[] numbers = new short[KeyswitchKernels.SHORT_START + count];
        for (int j = 0; j < count; j++) {
            numbers[KeyswitchKernels.SHORT_START + j] = (short) random.nextInt();
        }
        return numbers;
    }
}
