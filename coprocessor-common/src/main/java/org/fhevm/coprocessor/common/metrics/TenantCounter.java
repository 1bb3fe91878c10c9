package org.fhevm.coprocessor.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.coprocessor.common.id.TenantId;

/** A counter with the label {@code tenant}, whose values {@link TenantLabels} bounds. Thread-safe. */
public final class TenantCounter {
    private final String name;
    private final String description;
    private final String[] labels;
    private final TenantLabels tenants;
    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();

    /** @param labels further labels, names and values alternately; every counter of a name has the same label names */
    public TenantCounter(Metrics metrics, String name, String description, String... labels) {
        this.name = name;
        this.description = description;
        this.labels = labels.clone();
        this.tenants = metrics.tenants();
        this.registry = metrics.registry();
    }

    public void add(TenantId tenant, double amount) {
        counters.computeIfAbsent(tenants.of(tenant), this::register).increment(amount);
    }

    private Counter register(String tenant) {
        return Counter.builder(name)
                .description(description)
                .tag("tenant", tenant)
                .tags(labels)
                .register(registry);
    }
}
