package org.fhevm.coprocessor.common.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OutageLogTest {
    private final List<String> lines = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private final OutageLog log = new OutageLog(() -> now);

    @Test
    void theIntervalsGrowToTenMinutes() {
        for (int second = 0; second < 4 * 3600; second++) {
            fail();
            now = now.plusSeconds(1);
        }

        assertThat(lines.subList(0, 4))
                .containsExactly(
                        "fails",
                        "fails (failed 11 times in 10 s)",
                        "fails (failed 31 times in 30 s)",
                        "fails (failed 71 times in 70 s)");
        assertThat(lines).hasSizeBetween(24, 32);
    }

    @Test
    void theEndIsLoggedOnceWithTheLengthOfTheOutage() {
        succeed();
        fail();
        now = now.plusSeconds(9);
        fail();
        succeed();
        succeed();

        assertThat(lines).containsExactly("fails", "works (failed 2 times in 9 s)");
    }

    @Test
    void anActivityThatFailsAndSucceedsAlternatelyIsOneOutage() {
        for (int second = 0; second < 3600; second++) {
            fail();
            succeed();
            now = now.plusSeconds(1);
        }

        assertThat(lines).startsWith("fails", "works").hasSizeLessThan(2 * 13);
    }

    @Test
    void aFailureAfterAMinuteOfSuccessIsNews() {
        fail();
        now = now.plusSeconds(600);
        fail();
        succeed();
        now = now.plus(OutageLog.RECOVERY);
        fail();

        assertThat(lines).containsExactly("fails", "fails", "works", "fails");
    }

    private void fail() {
        log.failed("fails").ifPresent(lines::add);
    }

    private void succeed() {
        log.succeeded("works").ifPresent(lines::add);
    }
}
