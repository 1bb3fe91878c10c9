package org.fhevm.tfhe.shortint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LookupTableTest {

    /** Modulo 32, as blocks have it. */
    private static int evaluate(LookupTable table, int value) {
        return table.evaluate(0, value & 31);
    }

    @Test
    void aShiftedTableIsOddAboutItsShift() {
        LookupTable carry = LookupTable.shifted(v -> v / 4 - 1, 2, 4);
        for (int u = 0; u <= 19; u++) {
            assertThat(evaluate(carry, u - 4)).as("carry of %d", u).isEqualTo(u / 4);
        }
        for (int v = 0; v < 16; v++) {
            int above = evaluate(carry, v) - 2;
            int below = evaluate(carry, v - 16) - 2;
            assertThat((above + below) % 32).as("%d and %d", v, v - 16).isZero();
        }
        assertThat(carry.accepts(-4, 15)).isTrue();
        assertThat(carry.degrees()).containsExactly(4);
    }

    @Test
    void aBoundedTableStaysInItsRangeForAnyValue() {
        LookupTable table = LookupTable.bounded(v -> v & 3, 3);
        for (int v = 0; v < 16; v++) {
            assertThat(evaluate(table, v)).isEqualTo(v & 3);
            assertThat(evaluate(table, v + 16)).isEqualTo(3 - (v & 3));
        }
        assertThat(table.degrees()).containsExactly(3);
    }

    /**
     * The table of tfhe-rs, coefficient by coefficient: {@code 2⌊x·2^bits/2N⌋ + 1} half units, and the constant that is
     * added.
     */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void phasesAreCutAtTheirEdges(int bits) {
        int n = 512;
        LookupTable table = LookupTable.phaseBits(bits);
        long[] accumulator = table.accumulator(n, 59);
        for (int x = 0; x < n; x++) {
            long halfUnits = 2L * (x * (1 << bits) / (2 * n)) + 1;
            assertThat(accumulator[x]).as("coefficient %d", x).isEqualTo(halfUnits << 58);
        }
        assertThat(table.shifts()).containsExactly((1 << bits) - 1);
        assertThat(table.degrees()).containsExactly((1 << bits) - 1);
    }

    @Test
    void aPhaseIsNoValue() {
        assertThat(LookupTable.phaseBits(2).accepts(0, 0)).isFalse();
        assertThatThrownBy(() -> LookupTable.phaseBits(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> LookupTable.phaseBits(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
