package org.fhevm.coprocessor.server.grpc;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.Rate;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * Limits what the calls of a tenant use in a second. Each rate of a tenant has a bucket of {@link #BURST} of its limit.
 * A call is served while the bucket is not empty, however much it takes then; later calls wait until what it took
 * beyond the bucket has flowed in. So a call larger than the bucket is possible, and the limit holds in the long run.
 *
 * <p>A bucket is one number, the time at which it is full again (the theoretical arrival time of the generic cell rate
 * algorithm, ITU-T I.371, annex A). Thread-safe.
 */
final class RateLimiter {
    /** Unused time that counts for later. */
    static final Duration BURST = Duration.ofSeconds(10);

    /** From this number of buckets on, those that are full are removed; they need no memory. */
    static final int MAXIMUM_BUCKETS = 10_000;

    private static final double NANOS_PER_SECOND = 1e9;

    private final RateLimits defaults;
    private final MonotonicClock clock;
    private final Map<Rate, Counter> refusals;
    /** When each bucket is full, in nanoseconds of the clock. A changed limit begins with a full bucket. */
    private final Map<Bucket, Long> fullAt = new ConcurrentHashMap<>();

    /** @param defaults for tenants without a limit of their own; without an entry, there is none */
    RateLimiter(RateLimits defaults, MonotonicClock clock, MeterRegistry registry) {
        this.defaults = defaults;
        this.clock = clock;
        this.refusals = Rate.all().stream()
                .collect(Collectors.toUnmodifiableMap(Function.identity(), rate -> counter(rate, registry)));
    }

    private static Counter counter(Rate rate, MeterRegistry registry) {
        return Counter.builder("coprocessor_calls_over_rate")
                .description("calls refused because their tenant uses more in a second than it may")
                .tag("right", rate.right().label())
                .tag("unit", rate.unit().label())
                .register(registry);
    }

    /**
     * Takes an amount.
     *
     * @throws CoprocessorException with {@link CoprocessorError.RateExceeded} if the bucket is empty
     */
    void spend(Grant grant, Rate rate, long amount) {
        long limit = grant.limits().of(rate).orElse(defaults.of(rate).orElse(RateLimits.UNLIMITED));
        if (limit != RateLimits.UNLIMITED && amount > 0) {
            spend(new Bucket(grant.tenant(), rate, limit), amount);
        }
    }

    private void spend(Bucket bucket, long amount) {
        long now = clock.now().toNanos();
        if (fullAt.size() >= MAXIMUM_BUCKETS) {
            fullAt.values().removeIf(full -> full <= now);
        }
        long cost = (long) (NANOS_PER_SECOND * amount / bucket.perSecond);
        AtomicLong wait = new AtomicLong();
        fullAt.compute(bucket, (same, before) -> {
            long full = before == null ? now : Math.max(before, now);
            wait.set(full - now - BURST.toNanos());
            return wait.get() > 0 ? Long.valueOf(full) : Long.valueOf(full + cost);
        });
        if (wait.get() > 0) {
            Objects.requireNonNull(refusals.get(bucket.rate)).increment();
            throw new CoprocessorException(
                    new CoprocessorError.RateExceeded(bucket.rate, bucket.perSecond, Duration.ofNanos(wait.get())));
        }
    }

    /** Buckets that are kept, for tests. */
    int buckets() {
        return fullAt.size();
    }

    private record Bucket(TenantId tenant, Rate rate, long perSecond) {}
}
