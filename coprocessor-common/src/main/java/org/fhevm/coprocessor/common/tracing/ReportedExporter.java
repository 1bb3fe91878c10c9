package org.fhevm.coprocessor.common.tracing;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import java.util.Collection;

/** Counts the spans that an exporter has sent and lost, and reports failures. */
final class ReportedExporter implements SpanExporter {
    private final SpanExporter exporter;
    private final TracingEvents events;
    private final Counter exported;
    private final Counter failed;

    ReportedExporter(SpanExporter exporter, TracingEvents events, MeterRegistry registry) {
        this.exporter = exporter;
        this.events = events;
        this.exported = counter(registry, "exported");
        this.failed = counter(registry, "failed");
    }

    private static Counter counter(MeterRegistry registry, String outcome) {
        return Counter.builder("coprocessor_trace_spans")
                .description("spans of traces that the collector has taken, or that were lost because it did not")
                .tag("outcome", outcome)
                .register(registry);
    }

    @Override
    public CompletableResultCode export(Collection<SpanData> spans) {
        int count = spans.size();
        CompletableResultCode result = exporter.export(spans);
        return result.whenComplete(() -> report(result, count));
    }

    private void report(CompletableResultCode result, int count) {
        if (result.isSuccess()) {
            exported.increment(count);
            events.exported();
        } else {
            failed.increment(count);
            events.failed(count, result.getFailureThrowable());
        }
    }

    @Override
    public CompletableResultCode flush() {
        return exporter.flush();
    }

    @Override
    public CompletableResultCode shutdown() {
        return exporter.shutdown();
    }
}
