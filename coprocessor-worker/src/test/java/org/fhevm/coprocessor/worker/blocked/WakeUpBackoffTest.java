package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.time.Duration;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class WakeUpBackoffTest {
    private static final TenantHandle B = key(new TenantId(1), "b");
    private static final TenantHandle C = key(new TenantId(1), "c");
    private static final Duration FORGOTTEN_AFTER = WakeUpBackoff.LONGEST.multipliedBy(3);

    private Duration now = Duration.ZERO;
    private final WakeUpBackoff backoff = new WakeUpBackoff(() -> now);

    @Test
    void pausesAreShortAtFirst() {
        for (int i = 0; i < WakeUpBackoff.FREE; i++) {
            assertThat(backoff.next(B)).isZero();
        }
        assertThat(backoff.next(B)).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        assertThat(backoff.next(B)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
        for (int i = 0; i < 20; i++) {
            assertThat(backoff.next(B)).isLessThanOrEqualTo(WakeUpBackoff.LONGEST);
        }
    }

    @Test
    void aHandleIsForgottenWhenItWasQuietForLonger() {
        for (int i = 0; i < WakeUpBackoff.FREE; i++) {
            backoff.next(B);
        }

        now = FORGOTTEN_AFTER;
        Duration pause = backoff.next(B);
        assertThat(pause).as("not longer yet").isPositive();

        now = now.plus(pause).plus(FORGOTTEN_AFTER).plusNanos(1);
        assertThat(backoff.next(B)).as("longer than after the wake-up").isZero();
    }

    @Test
    void theQuietTimeBeginsWithTheWakeUpAndNotWithThePauseBeforeIt() {
        for (int i = 0; i < 20; i++) {
            backoff.next(B);
        }
        Duration pause = backoff.next(B);
        assertThat(pause).isGreaterThanOrEqualTo(WakeUpBackoff.LONGEST.dividedBy(2));

        now = now.plus(pause).plus(FORGOTTEN_AFTER);
        backoff.next(C);
        assertThat(backoff.next(B)).isPositive();
    }

    @Test
    void theHandlesThatAreRememberedAreBounded() {
        for (int i = 0; i <= WakeUpBackoff.FREE; i++) {
            backoff.next(B);
        }
        for (int i = 0; i < WakeUpBackoff.MOST_HANDLES - 1; i++) {
            backoff.next(key(B.tenant(), "n" + i));
        }
        assertThat(backoff.next(B)).as("still remembered").isPositive();
        for (int i = 0; i < WakeUpBackoff.MOST_HANDLES; i++) {
            backoff.next(key(B.tenant(), "m" + i));
        }
        assertThat(backoff.next(B)).isZero();
    }
}
