package org.fhevm.coprocessor.common.tenant;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.Supplier;

/** Metrics of the cache of tenants' keys. */
final class KeyCacheMetrics {
    final Counter hits;
    final Counter misses;
    final Counter evictions;

    /**
     * Registers them.
     *
     * @param bytes memory of the keys in the cache
     * @param tenants number of key sets in the cache
     */
    KeyCacheMetrics(MeterRegistry registry, Supplier<Number> bytes, Supplier<Number> tenants) {
        hits = Counter.builder("coprocessor_key_cache_hits")
                .description("uses of tenants' keys that were in memory")
                .register(registry);
        misses = Counter.builder("coprocessor_key_cache_misses")
                .description("uses of tenants' keys that had to be loaded")
                .register(registry);
        evictions = Counter.builder("coprocessor_key_cache_evictions")
                .description("tenants whose keys were removed to make room for others")
                .register(registry);
        Gauge.builder("coprocessor_key_cache_bytes", bytes)
                .description("memory of tenants' keys, including replaced ones that are still in use")
                .register(registry);
        Gauge.builder("coprocessor_key_cache_tenants", tenants)
                .description("key sets in memory, including replaced ones that are still in use")
                .register(registry);
    }
}
