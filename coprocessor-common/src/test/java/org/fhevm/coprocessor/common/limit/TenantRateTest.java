package org.fhevm.coprocessor.common.limit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class TenantRateTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private Duration now = Duration.ofHours(1);
    private final TenantRate rate = new TenantRate(10, () -> now);

    @Test
    void aTenantHasTheTokensOfASecondAtOnceAndThenNoMore() {
        assertThat(taken(ONE, 25)).isEqualTo(10);
    }

    @Test
    void tokensComeBackWithTimeUpToThoseOfASecond() {
        taken(ONE, 10);

        now = now.plusMillis(500);
        assertThat(taken(ONE, 25)).isEqualTo(5);
        now = now.plusMillis(99);
        assertThat(taken(ONE, 25)).isZero();
        now = now.plusHours(1);
        assertThat(taken(ONE, 25)).isEqualTo(10);
    }

    @Test
    void oneTenantTakesNothingFromAnother() {
        taken(ONE, 1000);

        assertThat(taken(TWO, 25)).isEqualTo(10);
    }

    @Test
    void rowsThatNameAnyNumberOfTenantsTakeABoundedMemory() {
        IntStream.range(0, 10_000).forEach(tenant -> rate.take(new TenantId(tenant)));

        assertThat(rate.tenants()).isEqualTo(TenantRate.MAXIMUM_TENANTS);
    }

    private long taken(TenantId tenant, int asked) {
        return IntStream.range(0, asked).filter(any -> rate.take(tenant)).count();
    }
}
