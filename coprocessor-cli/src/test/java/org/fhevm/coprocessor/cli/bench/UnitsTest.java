package org.fhevm.coprocessor.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"0.00432, 4.32 µs", "0.52, 520 µs", "1, 1.00 ms", "14.44, 14.4 ms", "999, 999 ms", "1240, 1.24 s"})
    void timesHaveThreeDigitsThatCount(double millis, String text) {
        assertThat(Units.time(millis)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0.0051, 0.0051", "0.549, 0.549", "6.03, 6.03", "13.04, 13.0", "'12400', '12,400'"})
    void ratesToo(double perSecond, String text) {
        assertThat(Units.rate(perSecond)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"-2, 0.01", "0, 1", "3, 1000"})
    void powersOfTenAreWrittenOut(int log10, String text) {
        assertThat(Units.power(log10)).isEqualTo(text);
    }
}
