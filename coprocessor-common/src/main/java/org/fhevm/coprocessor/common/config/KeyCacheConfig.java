package org.fhevm.coprocessor.common.config;

import java.time.Duration;

/**
 * Limits of the keys that stay in memory. The keys of a tenant take some 200 MB with the usual parameters, so the limit
 * of bytes decides; the limit of tenants is the reference's setting.
 *
 * @param maximumTenants tenants whose keys stay in memory while they are not in use
 * @param maximumBytes memory of all keys, in use or not. Keys that are being loaded count with their size in the
 *     database, which is half as large again as their size in memory. A single tenant's keys are always loaded
 * @param maximumAge after this time the cache checks whether the tenant's row has changed
 */
public record KeyCacheConfig(int maximumTenants, long maximumBytes, Duration maximumAge) {
    public KeyCacheConfig {
        Check.atLeast("the size of the tenant key cache", 1, maximumTenants);
        Check.atLeast("the bytes of the tenant key cache", 1, maximumBytes);
        Check.positive("the age of the tenant key cache", maximumAge);
    }

    /** The reference's 32 tenants, at most half of the memory this JVM may use, and a check every minute. */
    public static KeyCacheConfig defaults() {
        return new KeyCacheConfig(32, Math.max(1, HeapShare.KEYS.bytes()), Duration.ofMinutes(1));
    }
}
