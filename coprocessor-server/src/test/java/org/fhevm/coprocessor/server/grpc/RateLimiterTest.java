package org.fhevm.coprocessor.server.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.Rate;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.access.RateUnit;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.server.testing.SettableClock;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
    private static final Rate CALLS = new Rate(Right.READ, RateUnit.CALLS);
    private static final Rate BYTES = new Rate(Right.READ, RateUnit.BYTES);
    private static final Grant TENANT = Grant.ofColumnKey(new TenantId(1));
    private static final Grant OTHER = Grant.ofColumnKey(new TenantId(2));
    private static final int BURST = (int) RateLimiter.BURST.toSeconds();

    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final RateLimiter limiter =
            new RateLimiter(new RateLimits(Map.of(CALLS, 2L, BYTES, 100L)), clock, registry);

    private void spend(Grant grant, Rate rate, long amount) {
        limiter.spend(grant, rate, amount);
    }

    private void assertRefused(Grant grant, Rate rate, long limit, Duration wait) {
        assertThatThrownBy(() -> spend(grant, rate, 1))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.RateExceeded(rate, limit, wait)));
    }

    @Test
    void aTenantHasItsRateAndWhatItDidNotUseOfTheLastSeconds() {
        for (int call = 0; call <= 2 * BURST; call++) {
            spend(TENANT, CALLS, 1);
        }
        assertRefused(TENANT, CALLS, 2, Duration.ofMillis(500));
        clock.advance(Duration.ofMillis(500));
        spend(TENANT, CALLS, 1);
        assertRefused(TENANT, CALLS, 2, Duration.ofMillis(500));
        clock.advance(Duration.ofDays(1));
        for (int call = 0; call <= 2 * BURST; call++) {
            spend(TENANT, CALLS, 1);
        }
        assertRefused(TENANT, CALLS, 2, Duration.ofMillis(500));
    }

    @Test
    void overALongTimeTheRateHolds() {
        int served = 0;
        for (int step = 0; step < 10_000; step++) {
            clock.advance(Duration.ofMillis(100));
            try {
                spend(TENANT, BYTES, 70);
                served += 70;
            } catch (CoprocessorException e) {
                assertThat(e.error()).isInstanceOf(CoprocessorError.RateExceeded.class);
            }
        }
        assertThat(served).isBetween(1000 * 100, (1000 + BURST) * 100 + 70);
    }

    @Test
    void aCallLargerThanTheBucketIsServedAndPaidForByLaterOnes() {
        spend(TENANT, BYTES, 100_000);
        assertRefused(TENANT, BYTES, 100, Duration.ofSeconds(1000 - BURST));
        clock.advance(Duration.ofSeconds(1000 - BURST));
        spend(TENANT, BYTES, 1);
    }

    @Test
    void neitherTenantsNorRatesTakeFromEachOther() {
        spend(TENANT, BYTES, Integer.MAX_VALUE);
        spend(OTHER, BYTES, 1);
        spend(TENANT, CALLS, 1);
        spend(TENANT, new Rate(Right.UPLOAD, RateUnit.CALLS), Integer.MAX_VALUE);
        assertThatThrownBy(() -> spend(TENANT, BYTES, 1)).isInstanceOf(CoprocessorException.class);
    }

    @Test
    void aTenantsOwnLimitReplacesTheServersAndBeginsFull() {
        spend(TENANT, BYTES, 1_000_000);
        Grant narrow = with(Map.of(BYTES, 1L));
        spend(narrow, BYTES, 11);
        assertRefused(narrow, BYTES, 1, Duration.ofSeconds(1));
        Grant free = with(Map.of(BYTES, RateLimits.UNLIMITED));
        assertThatCode(() -> spend(free, BYTES, Long.MAX_VALUE)).doesNotThrowAnyException();
        spend(free, BYTES, 1);
    }

    private static Grant with(Map<Rate, Long> limits) {
        return new Grant(TENANT.tenant(), new Credential.ColumnKey(), Rights.ALL, null, new RateLimits(limits));
    }

    @Test
    void nothingIsCountedForNothing() {
        spend(TENANT, BYTES, 0);
        assertThat(limiter.buckets()).isZero();
    }

    @Test
    void fullBucketsAreRemovedOnceThereAreMany() {
        for (int tenant = 0; tenant < RateLimiter.MAXIMUM_BUCKETS; tenant++) {
            spend(Grant.ofColumnKey(new TenantId(tenant)), CALLS, 1);
        }
        assertThat(limiter.buckets()).isEqualTo(RateLimiter.MAXIMUM_BUCKETS);
        clock.advance(Duration.ofSeconds(1));
        spend(TENANT, BYTES, 1);
        assertThat(limiter.buckets()).isEqualTo(1);
    }

    @Test
    void refusalsAreCounted() {
        spend(TENANT, BYTES, 100_000);
        assertThatThrownBy(() -> spend(TENANT, BYTES, 1)).isInstanceOf(CoprocessorException.class);
        assertThat(registry.get("coprocessor_calls_over_rate")
                        .tags("right", "read", "unit", "bytes")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.find("coprocessor_calls_over_rate").counters())
                .hasSize(Rate.all().size());
    }

    @Test
    void callsAtOnceTakeNoMoreThanCallsOneAfterTheOther() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Callable<Integer>> callers = new ArrayList<>();
            for (int caller = 0; caller < 4; caller++) {
                callers.add(() -> {
                    int served = 0;
                    for (int call = 0; call < 1000; call++) {
                        try {
                            spend(TENANT, CALLS, 1);
                            served++;
                        } catch (CoprocessorException e) {
                            assertThat(e.error()).isInstanceOf(CoprocessorError.RateExceeded.class);
                        }
                    }
                    return served;
                });
            }
            int served = 0;
            for (Future<Integer> caller : threads.invokeAll(callers)) {
                served += caller.get();
            }
            assertThat(served).isEqualTo(2 * BURST + 1);
        }
    }
}
