package org.fhevm.coprocessor.common.tracing;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The context of a span outside of its process: in the header {@code traceparent} of W3C Trace Context, and in a row of
 * the queue. The header {@code tracestate} is not used, so that callers cannot store text of theirs in spans.
 */
public final class TraceParent {
    /** The name of the header. */
    public static final String HEADER = "traceparent";

    /** Trace id, span id, flags. */
    public static final int STORED_BYTES = 16 + 8 + 1;

    private static final TextMapGetter<String> VALUE = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String value) {
            return List.of(HEADER);
        }

        @Override
        public @Nullable String get(@Nullable String value, String key) {
            return key.equals(HEADER) ? value : null;
        }
    };

    private TraceParent() {}

    /**
     * The context that a caller sent; invalid if the header is missing, malformed, or came more than once.
     *
     * @param values of the header, null if it did not come
     */
    public static SpanContext of(@Nullable Iterable<String> values) {
        if (values == null) {
            return SpanContext.getInvalid();
        }
        Iterator<String> all = values.iterator();
        String first = all.hasNext() ? all.next() : null;
        if (first == null || all.hasNext()) {
            return SpanContext.getInvalid();
        }
        return Span.fromContext(W3CTraceContextPropagator.getInstance().extract(Context.root(), first, VALUE))
                .getSpanContext();
    }

    /** The context of the current span for a row of the queue; null if no span of a trace is current. */
    public static byte @Nullable [] current() {
        SpanContext context = Span.current().getSpanContext();
        return context.isSampled() ? stored(context) : null;
    }

    /** A context as rows hold it. */
    public static byte[] stored(SpanContext context) {
        byte[] bytes = new byte[STORED_BYTES];
        System.arraycopy(context.getTraceIdBytes(), 0, bytes, 0, 16);
        System.arraycopy(context.getSpanIdBytes(), 0, bytes, 16, 8);
        bytes[24] = context.getTraceFlags().asByte();
        return bytes;
    }

    /** The context in a row; invalid if the bytes are none, since any program may insert rows. */
    public static SpanContext ofStored(byte[] bytes) {
        if (bytes.length != STORED_BYTES) {
            return SpanContext.getInvalid();
        }
        String hex = HexFormat.of().formatHex(bytes);
        return SpanContext.createFromRemoteParent(
                hex.substring(0, 32), hex.substring(32, 48), TraceFlags.fromByte(bytes[24]), TraceState.getDefault());
    }
}
