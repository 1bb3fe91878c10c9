package org.fhevm.coprocessor.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class HeapShareTest {
    @Test
    void keysHaveHalfOfTheHeapThatTheJvmMayHave() {
        assertThat(HeapShare.KEYS.bytes()).isEqualTo(Runtime.getRuntime().maxMemory() / 2);
        assertThat(HeapShare.KEYS.of(1000)).isEqualTo(500);
        assertThat(HeapShare.VALUES.of(1000)).isEqualTo(250);
    }

    @ParameterizedTest
    @EnumSource
    void theHeapForAPartHasThatPart(HeapShare share) {
        assertThat(share.of(share.heapFor(12345))).isEqualTo(12345);
        assertThat(share.heapFor(0)).isZero();
        assertThat(share.heapFor(Long.MAX_VALUE)).as("no overflow").isEqualTo(Long.MAX_VALUE);
    }
}
