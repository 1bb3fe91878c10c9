package org.fhevm.coprocessor.common.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class WorkAllowanceTest {
    private static final long MILLISECOND = TimeUnit.MILLISECONDS.toNanos(1);

    private final WorkAllowance allowance = new WorkAllowance(0);

    @Test
    void aBurstNeedsNoRest() {
        assertThat(allowance.restAfter(0, 500 * MILLISECOND)).isZero();
    }

    @Test
    void endlessWorkTakesAQuarterOfTheTime() {
        long now = 0;
        long worked = 0;
        while (worked < 100_000 * MILLISECOND) {
            long end = now + MILLISECOND;
            worked += MILLISECOND;
            now = end + allowance.restAfter(now, end);
        }
        assertThat((double) worked / now).isBetween(0.25, 0.26);
    }

    @Test
    void noMoreThanABurstIsSavedUp() {
        long late = TimeUnit.DAYS.toNanos(1);
        assertThat(allowance.restAfter(late, late + 500 * MILLISECOND)).isZero();
        assertThat(allowance.restAfter(late + 500 * MILLISECOND, late + 1500 * MILLISECOND))
                .isPositive();
    }
}
