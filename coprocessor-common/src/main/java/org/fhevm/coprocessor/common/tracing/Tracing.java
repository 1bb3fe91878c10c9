package org.fhevm.coprocessor.common.tracing;

import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.TracerProvider;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.common.export.RetryPolicy;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.SpanProcessor;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.limit.TenantRate;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.jspecify.annotations.Nullable;

/**
 * Makes the spans of a process, and decides which calls and computations have some. Spans wait in a bounded queue for a
 * thread of their own that sends them in batches; spans that find it full are lost, so that a collector that is slow or
 * gone delays no call. Thread-safe.
 */
public final class Tracing implements AutoCloseable {
    /** No calls and no computations are traced. */
    public static final Tracing OFF =
            new Tracing(TracerProvider.noop().get("off"), null, 0, 1, MonotonicClock.system());

    private static final String NAME = "org.fhevm.coprocessor";
    private static final int MAXIMUM_WAITING_SPANS = 4096;
    private static final int LONGEST_ATTRIBUTE = 256;
    private static final Duration BATCH_PERIOD = Duration.ofSeconds(1);
    private static final Duration EXPORT_TIME = Duration.ofSeconds(10);
    /** For a batch; those that follow wait in the queue. */
    private static final int ATTEMPTS = 3;

    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration CLOSE_TIME = Duration.ofSeconds(2);

    private final Tracer tracer;
    /** Null if nothing is traced. */
    private final @Nullable SdkTracerProvider provider;

    private final double ratio;
    private final TenantRate calls;
    private final TenantRate computations;

    private Tracing(
            Tracer tracer, @Nullable SdkTracerProvider provider, double ratio, int perSecond, MonotonicClock clock) {
        this.tracer = tracer;
        this.provider = provider;
        this.ratio = ratio;
        this.calls = new TenantRate(perSecond, clock);
        this.computations = new TenantRate(perSecond, clock);
    }

    /** Sends spans to the endpoint. It need not answer yet. */
    public static Tracing export(TracingConfig config, String version, MeterRegistry registry, MonotonicClock clock) {
        TracingEvents events = new TracingEvents(config.endpoint(), clock);
        OtlpHttpSpanExporter exporter = OtlpHttpSpanExporter.builder()
                .setEndpoint(config.endpoint().toString())
                .setTimeout(EXPORT_TIME)
                .setConnectTimeout(EXPORT_TIME)
                .setCompression("gzip")
                .setRetryPolicy(RetryPolicy.builder()
                        .setMaxAttempts(ATTEMPTS)
                        .setInitialBackoff(FIRST_RETRY)
                        .build())
                .build();
        SpanProcessor processor = BatchSpanProcessor.builder(new ReportedExporter(exporter, events, registry))
                .setMaxQueueSize(MAXIMUM_WAITING_SPANS)
                .setScheduleDelay(BATCH_PERIOD)
                .setExporterTimeout(EXPORT_TIME)
                .build();
        events.started(config);
        return with(processor, config, version, clock);
    }

    /** Gives spans to a processor, which closes with this. */
    public static Tracing with(SpanProcessor processor, TracingConfig config, String version, MonotonicClock clock) {
        Resource resource = Resource.getDefault()
                .merge(Resource.create(Attributes.of(
                        AttributeKey.stringKey("service.name"),
                        config.serviceName(),
                        AttributeKey.stringKey("service.version"),
                        version,
                        AttributeKey.stringKey("service.instance.id"),
                        UUID.randomUUID().toString())));
        SdkTracerProvider provider = SdkTracerProvider.builder()
                .setResource(resource)
                .setSpanLimits(SpanLimits.builder()
                        .setMaxAttributeValueLength(LONGEST_ATTRIBUTE)
                        .build())
                .addSpanProcessor(processor)
                .build();
        return new Tracing(provider.get(NAME), provider, config.ratio(), config.maximumPerSecond(), clock);
    }

    /** Whether any call or computation may be traced. */
    public boolean isOn() {
        return provider != null;
    }

    /** Makes spans. All of them are exported: callers ask first whether there may be one. */
    public Tracer tracer() {
        return tracer;
    }

    /**
     * Whether a call is traced: if its caller's trace is sampled, or by chance if the caller has none. The bound on
     * calls of the tenant holds in both cases.
     *
     * @param caller invalid if the caller has no trace
     */
    public boolean admitsCall(TenantId tenant, SpanContext caller) {
        boolean wanted = caller.isValid()
                ? caller.isSampled()
                : ThreadLocalRandom.current().nextDouble() < ratio;
        return wanted && isOn() && calls.take(tenant);
    }

    /**
     * Whether a computation is traced whose row has this context. Any program may have inserted the row, and one call
     * may insert many.
     */
    public boolean admitsComputation(TenantId tenant, SpanContext row) {
        return row.isValid() && row.isSampled() && isOn() && computations.take(tenant);
    }

    /** Sends the spans that wait, within a bound of time, and ends. */
    @Override
    public void close() {
        if (provider != null) {
            // A sender that is shut down drops requests in flight, so these are awaited before.
            provider.forceFlush().join(CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS);
            provider.shutdown().join(CLOSE_TIME.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
