package org.fhevm.coprocessor.common.config;

import java.time.Duration;

/**
 * How many tenants' keys stay in memory. They take some 200 MB each at the usual parameters, so the bytes are what
 * matters; the count is the reference's setting.
 *
 * @param maximumTenants entries kept when unused; those in use are always kept
 * @param maximumBytes what keys take together, whether in use or not. While they are loaded they count with their bytes in
 *     the database, which are half as many again, and then with those in memory. A single tenant's keys are always loaded
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
