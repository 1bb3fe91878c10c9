package org.fhevm.coprocessor.common.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** The metrics of one process. Thread-safe. */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final Map<LegacyCounter, AtomicLong> legacy = new EnumMap<>(LegacyCounter.class);

    public Metrics() {
        for (LegacyCounter counter : LegacyCounter.values()) {
            AtomicLong value = new AtomicLong();
            legacy.put(counter, value);
            Gauge.builder(counter.metricName(), value, AtomicLong::doubleValue)
                    .description(counter.description())
                    .register(registry);
        }
        new JvmMemoryMetrics().bindTo(registry);
        TransportMemory.register(registry);
        garbageCollection.bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
    }

    /**
     * The registry of all metrics. It shows the legacy counters as gauges; only {@link #increment} and {@link #add}
     * change them.
     */
    public MeterRegistry registry() {
        return registry;
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
