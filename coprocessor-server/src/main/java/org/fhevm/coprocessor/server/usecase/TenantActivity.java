package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * The number of tenants that call at the moment. A tenant that makes one call after another often has none in flight.
 * It counts for {@link #WINDOW} after each call, so that its next call finds its share free. Thread-safe.
 */
public final class TenantActivity {
    /** After a call, its tenant counts for this long. */
    static final Duration WINDOW = Duration.ofSeconds(1);

    /** Counting visits all tenants, so it is not done for every call. */
    private static final Duration COUNT_PERIOD = Duration.ofMillis(50);

    private final MonotonicClock clock;
    private final Map<TenantId, Duration> lastCalls = new ConcurrentHashMap<>();
    private volatile Count count = new Count(0, Duration.ZERO);

    public TenantActivity(MonotonicClock clock) {
        this.clock = clock;
    }

    /** A call of a tenant has come. */
    public void called(TenantId tenant) {
        Duration now = clock.now();
        if (lastCalls.put(tenant, now) == null) {
            count(now);
        }
    }

    /** The number of tenants that call at the moment. */
    int tenants() {
        Duration now = clock.now();
        Count known = count;
        return now.compareTo(known.until()) < 0 ? known.tenants() : count(now).tenants();
    }

    Duration now() {
        return clock.now();
    }

    /** One thread at a time, so that a count that began before a tenant's first call never replaces a later one. */
    private synchronized Count count(Duration now) {
        Duration oldest = now.minus(WINDOW);
        lastCalls.values().removeIf(last -> last.compareTo(oldest) < 0);
        Count counted = new Count(lastCalls.size(), now.plus(COUNT_PERIOD));
        count = counted;
        return counted;
    }

    private record Count(int tenants, Duration until) {}
}
