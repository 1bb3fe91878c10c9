package org.fhevm.coprocessor.common.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of one process. Thread-safe. */
public final class Metrics implements AutoCloseable {
    /** Metrics of libraries that no rule or panel uses; each would be a line or more in every scrape. */
    private static final Set<String> USELESS =
            Set.of("jvm.memory.committed", "jvm.buffer.count", "jvm.buffer.total.capacity");

    private static final String NON_VOLATILE = "mapped - 'non-volatile memory'";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final Map<LegacyCounter, AtomicLong> legacy = new EnumMap<>(LegacyCounter.class);

    private final TenantLabels tenants = new TenantLabels();

    public Metrics() {
        registry.config().meterFilter(MeterFilter.deny(Metrics::isUseless));
        for (LegacyCounter counter : LegacyCounter.values()) {
            AtomicLong value = new AtomicLong();
            legacy.put(counter, value);
            Gauge.builder(counter.metricName(), value, AtomicLong::doubleValue)
                    .description(counter.description())
                    .register(registry);
        }
        new JvmMemoryMetrics().bindTo(registry);
        OffHeapMemory.register(registry);
        garbageCollection.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /** The parts of memory outside of the heap have no maximum, and there is no non-volatile memory to be mapped. */
    private static boolean isUseless(Meter.Id id) {
        return USELESS.contains(id.getName())
                || NON_VOLATILE.equals(id.getTag("id"))
                || id.getName().equals("jvm.memory.max") && "nonheap".equals(id.getTag("area"));
    }

    /**
     * The registry of all metrics. It shows the legacy counters as gauges; only {@link #increment} and {@link #add}
     * change them.
     */
    public MeterRegistry registry() {
        return registry;
    }

    /** For metrics of a type that Micrometer does not have. */
    PrometheusRegistry prometheus() {
        return registry.getPrometheusRegistry();
    }

    /** The values of the label {@code tenant}, the same for all metrics of the process. */
    public TenantLabels tenants() {
        return tenants;
    }

    public void increment(LegacyCounter counter) {
        add(counter, 1);
    }

    public void add(LegacyCounter counter, long amount) {
        counterOf(counter).addAndGet(amount);
    }

    public long value(LegacyCounter counter) {
        return counterOf(counter).get();
    }

    /** All metrics in the text format of Prometheus. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private AtomicLong counterOf(LegacyCounter counter) {
        AtomicLong value = legacy.get(counter);
        if (value == null) {
            throw new IllegalStateException("not registered: " + counter);
        }
        return value;
    }
}
