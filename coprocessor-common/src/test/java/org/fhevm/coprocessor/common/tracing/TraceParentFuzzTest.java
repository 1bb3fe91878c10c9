package org.fhevm.coprocessor.common.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.opentelemetry.api.trace.SpanContext;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Any text of a caller and any bytes of a row give a context or none. */
class TraceParentFuzzTest {
    @FuzzTest
    void header(byte[] bytes) {
        SpanContext context = TraceParent.of(List.of(new String(bytes, StandardCharsets.ISO_8859_1)));

        if (context.isValid()) {
            assertThat(TraceParent.ofStored(TraceParent.stored(context))).isEqualTo(context);
        }
    }

    @FuzzTest
    void row(byte[] bytes) {
        SpanContext context = TraceParent.ofStored(bytes);

        if (context.isValid()) {
            assertThat(TraceParent.stored(context)).isEqualTo(bytes);
        }
    }
}
