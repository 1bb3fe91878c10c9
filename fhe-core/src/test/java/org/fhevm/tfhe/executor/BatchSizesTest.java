package org.fhevm.tfhe.executor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BatchSizesTest {
    @ParameterizedTest
    @CsvSource({
        "0, 4, 8",
        "64, 4, 8",
        "256, 4, 8",
        "511, 4, 8",
        "512, 4, 16",
        "1024, 8, 32",
        "1280, 8, 32",
        "2048, 16, 32",
        "3072, 16, 32",
        "1048576, 16, 32"
    })
    void accumulatorsFillHalfOfTheCache(long kibibytes, int least, int greatest) {
        BatchSizes sizes = BatchSizes.forCache(OptionalLong.of(kibibytes << 10));
        assertThat(sizes.candidates().getFirst()).isEqualTo(least);
        assertThat(sizes.largest()).isEqualTo(greatest);
    }

    @Test
    void allSizesAreMeasuredIfTheCacheIsUnknown() {
        assertThat(BatchSizes.forCache(OptionalLong.empty()).candidates()).containsExactly(4, 8, 16, 32);
    }

    @Test
    void thisMachineHasCandidates() {
        assertThat(BatchSizes.ofThisMachine().candidates()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void sizesMustAscend(List<Integer> sizes) {
        assertThatThrownBy(() -> new BatchSizes(sizes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("batch sizes must be positive and ascending, got " + sizes);
    }

    static List<List<Integer>> sizesMustAscend() {
        return List.of(List.of(), List.of(0), List.of(8, 8), List.of(4, 16, 8));
    }
}
