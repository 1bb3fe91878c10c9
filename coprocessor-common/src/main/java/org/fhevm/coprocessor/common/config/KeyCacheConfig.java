package org.fhevm.coprocessor.common.config;

import java.time.Duration;

/**
 * How many tenants' keys stay in memory. A prepared server key takes about two thirds of the bytes of its file, which are some
 * 300 MB at the usual parameters, so the bytes are what matters; the count is the reference's setting.
 *
 * @param maximumTenants entries kept when unused; those in use are always kept
 * @param maximumBytes sum of the key sizes, as stored: kept when unused, and in use at once where callers can wait, as
 *     workers do. A single tenant's keys are always loaded
 * @param maximumAge after this the tenant's row is looked at again, so that a changed row is noticed
 */
public record KeyCacheConfig(int maximumTenants, long maximumBytes, Duration maximumAge) {

    public KeyCacheConfig {
        Check.atLeast("the size of the tenant key cache", 1, maximumTenants);
        Check.atLeast("the bytes of the tenant key cache", 1, maximumBytes);
        Check.positive("the age of the tenant key cache", maximumAge);
    }

    /** The reference's 32 entries, at most half of the memory this JVM may use, looked at again every minute. */
    public static KeyCacheConfig defaults() {
        return new KeyCacheConfig(32, Math.max(1, Runtime.getRuntime().maxMemory() / 2), Duration.ofMinutes(1));
    }
}
