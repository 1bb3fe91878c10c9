package org.fhevm.coprocessor.common.limit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;

/**
 * Bounds how often a thing happens for each tenant in a second, so that a tenant leaves room for others. A token bucket
 * for each tenant holds the tokens of one second. Thread-safe.
 */
public final class TenantRate {
    /** Rows of the queue may name any number of tenants; those that were served last have buckets. */
    static final int MAXIMUM_TENANTS = 1024;

    private static final double NANOS_PER_SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private final MonotonicClock clock;
    private final Map<TenantId, Bucket> buckets = new RecentBuckets();

    public TenantRate(int perSecond, MonotonicClock clock) {
        this.perSecond = perSecond;
        this.clock = clock;
    }

    /** Whether it may happen once more for the tenant. */
    public synchronized boolean take(TenantId tenant) {
        long now = clock.now().toNanos();
        return buckets.computeIfAbsent(tenant, any -> new Bucket(perSecond, now))
                .take(perSecond, now);
    }

    synchronized int tenants() {
        return buckets.size();
    }

    /** Mutable: filled by time, emptied by use. */
    private static final class Bucket {
        private double tokens;
        private long filledAtNanos;

        Bucket(double tokens, long now) {
            this.tokens = tokens;
            this.filledAtNanos = now;
        }

        boolean take(int perSecond, long now) {
            tokens = Math.min(perSecond, tokens + perSecond * ((now - filledAtNanos) / NANOS_PER_SECOND));
            filledAtNanos = now;
            if (tokens < 1) {
                return false;
            }
            tokens--;
            return true;
        }
    }

    /** Forgets the bucket that was used longest ago when there are too many. */
    private static final class RecentBuckets extends LinkedHashMap<TenantId, Bucket> {
        RecentBuckets() {
            super(16, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<TenantId, Bucket> eldest) {
            return size() > MAXIMUM_TENANTS;
        }
    }
}
