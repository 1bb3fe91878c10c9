package org.fhevm.tfhe.serialization;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompactPkePublicParamsTest {
    private static final int D = 86016;

    @Test
    void thoseOfFhevmAreAccepted() {
        assertThat(new CompactPkePublicParams(D, D + 1, 1024, 512, 1L << 43, 513, 0, 32, 1).k())
                .isEqualTo(512);
    }

    /**
     * With a capacity that does not fit the points, valid lists of clients would be refused, or invalid ones accepted.
     */
    @ParameterizedTest
    @CsvSource({
        "86016, 86017, 1024, 4096, 8796093022208, 513, 32, 1",
        "86016, 86018, 1024, 512, 8796093022208, 513, 32, 1",
        "86015, 86016, 1024, 512, 8796093022208, 513, 32, 1",
        "86016, 86017, 1024, 512, 8796093022207, 513, 32, 1",
        "86016, 86017, 1024, 512, 8796093022208, 514, 32, 1",
        "86016, 86017, 1024, 512, 8796093022208, 513, 33, 1",
        "86016, 86017, 1024, 512, 8796093022208, 513, 32, 0",
        "86016, 86017, 1024, 512, 0, 513, 32, 1",
        "4, 5, 2147483647, 2147483647, 8796093022208, 1073741824, 32, 1",
    })
    void numbersThatDoNotFitEachOtherAreRefused(int bigD, int n, int d, int k, long b, long bR, long t, int zeroBits) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CompactPkePublicParams(bigD, n, d, k, b, bR, 0, t, zeroBits));
    }
}
