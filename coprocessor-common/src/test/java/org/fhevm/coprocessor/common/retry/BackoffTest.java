package org.fhevm.coprocessor.common.retry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackoffTest {
    @ParameterizedTest
    @CsvSource({"1, 100", "2, 200", "3, 400", "6, 3200", "7, 5000", "1000000, 5000"})
    void doublesUpToItsBoundAndVariesByHalf(int failures, long longest) {
        Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));

        for (int i = 0; i < 200; i++) {
            assertThat(backoff.after(failures).toMillis()).isBetween(longest / 2, longest);
        }
        assertThat(java.util.stream.Stream.generate(() -> backoff.after(failures))
                        .limit(200)
                        .distinct()
                        .count())
                .isGreaterThan(1);
    }
}
