package org.fhevm.coprocessor.common.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.context.Scope;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceParentTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";

    @Test
    void theHeaderNamesTheSpanOfTheCaller() {
        SpanContext context = TraceParent.of(List.of(SAMPLED));

        assertThat(context.getTraceId()).isEqualTo(TRACE);
        assertThat(context.getSpanId()).isEqualTo(SPAN);
        assertThat(context.isSampled()).isTrue();
        assertThat(context.isRemote()).isTrue();
    }

    @Test
    void theFlagOfTheCallerIsKept() {
        SpanContext context = TraceParent.of(List.of("00-" + TRACE + "-" + SPAN + "-00"));

        assertThat(context.isValid()).isTrue();
        assertThat(context.isSampled()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4bf92f3577b34da6a3ce929d0e0e47zz-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-zz",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void aMalformedHeaderIsIgnored(String value) {
        assertThat(TraceParent.of(List.of(value)).isValid()).isFalse();
    }

    @Test
    void aHeaderThatIsMissingOrCameTwiceIsIgnored() {
        assertThat(TraceParent.of(null).isValid()).isFalse();
        assertThat(TraceParent.of(List.of()).isValid()).isFalse();
        assertThat(TraceParent.of(List.of(SAMPLED, SAMPLED)).isValid()).isFalse();
    }

    @Test
    void rowsHoldTheContextInTwentyFiveBytes() {
        SpanContext context = TraceParent.of(List.of(SAMPLED));

        byte[] stored = TraceParent.stored(context);

        assertThat(stored).hasSize(25);
        assertThat(TraceParent.ofStored(stored)).isEqualTo(context);
    }

    @Test
    void otherBytesInARowAreNoContext() {
        assertThat(TraceParent.ofStored(new byte[0]).isValid()).isFalse();
        assertThat(TraceParent.ofStored(new byte[24]).isValid()).isFalse();
        assertThat(TraceParent.ofStored(new byte[25]).isValid()).isFalse();
        assertThat(TraceParent.ofStored(new byte[26]).isValid()).isFalse();
    }

    @Test
    void rowsGetTheContextOfASampledSpanOnly() {
        assertThat(TraceParent.current()).isNull();
        SpanContext sampled = TraceParent.of(List.of(SAMPLED));
        SpanContext ignored = TraceParent.of(List.of("00-" + TRACE + "-" + SPAN + "-00"));

        try (Scope scope = Span.wrap(sampled).makeCurrent()) {
            assertThat(TraceParent.current()).isEqualTo(TraceParent.stored(sampled));
        }
        try (Scope scope = Span.wrap(ignored).makeCurrent()) {
            assertThat(TraceParent.current()).isNull();
        }
    }
}
