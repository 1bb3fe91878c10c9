package org.fhevm.coprocessor.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChainIdTest {
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 12345, 2147483647L, 2147483648L, 4294967295L})
    void survivesTheSignedColumn(long id) {
        assertThat(ChainId.fromColumn(new ChainId(id).toColumn())).isEqualTo(new ChainId(id));
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, 4294967296L})
    void refusesWhatTheColumnCannotHold(long id) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ChainId(id)).withMessageContaining("got " + id);
    }

    @Test
    void isEightBytesBigEndian() {
        assertThat(ChainId.fromColumn(-1).bigEndian()).containsExactly(0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff);
    }
}
