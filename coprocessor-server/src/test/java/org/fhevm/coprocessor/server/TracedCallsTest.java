package org.fhevm.coprocessor.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.server.testing.Refusals.refusal;
import static org.fhevm.coprocessor.server.testing.Requests.computation;
import static org.fhevm.coprocessor.server.testing.Requests.compute;
import static org.fhevm.coprocessor.server.testing.Requests.get;
import static org.fhevm.coprocessor.server.testing.Requests.scalar;

import io.grpc.Metadata;
import io.grpc.fhevmcoprocessor.AsyncComputation;
import io.grpc.fhevmcoprocessor.FhevmCoprocessorGrpc.FhevmCoprocessorBlockingStub;
import io.grpc.stub.MetadataUtils;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.common.tracing.TraceParent;
import org.fhevm.coprocessor.common.tracing.Tracing;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.server.testing.ServerUnderTest;
import org.fhevm.coprocessor.server.testing.SettableClock;
import org.fhevm.tfhe.operation.FheOperation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spans of calls, and the column through which workers continue their traces. */
@EmbeddedDatabase
class TracedCallsTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String SAMPLED = "00-" + TRACE + "-" + SPAN + "-01";
    private static final String NOT_SAMPLED = "00-" + TRACE + "-" + SPAN + "-00";
    private static final String METHOD = "fhevm.coprocessor.FhevmCoprocessor/AsyncCompute";

    private final Database database;
    private final SettableClock clock = new SettableClock();
    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
    private ServerUnderTest server;

    TracedCallsTest(Database database) {
        this.database = database;
        server = traced(0, 10);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aCallContinuesTheTraceOfItsCallerAndGivesItToItsComputations() {
        client(SAMPLED).asyncCompute(compute(encrypt("a1"), encrypt("a2")));

        SpanData span = onlySpan();
        assertThat(span.getName()).isEqualTo(METHOD);
        assertThat(span.getKind()).isEqualTo(SpanKind.SERVER);
        assertThat(span.getTraceId()).isEqualTo(TRACE);
        assertThat(span.getParentSpanId()).isEqualTo(SPAN);
        assertThat(attribute(span, "rpc.system.name")).isEqualTo("grpc");
        assertThat(attribute(span, "rpc.method")).isEqualTo(METHOD);
        assertThat(attribute(span, "rpc.response.status_code")).isEqualTo("OK");
        assertThat(span.getAttributes().get(AttributeKey.longKey("coprocessor.tenant.id")))
                .isEqualTo(server.tenant().value());
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
        assertThat(contexts())
                .containsExactly(TraceParent.stored(span.getSpanContext()), TraceParent.stored(span.getSpanContext()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", NOT_SAMPLED, "00-" + TRACE + "-" + SPAN, SAMPLED + "-01"})
    void aCallerWhoseTraceIsMalformedOrNotSampledHasNone(String header) {
        client(header).asyncCompute(compute(encrypt("a1")));

        assertThat(contexts()).containsExactly((byte[]) null);
        server.close();
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void aCallWithoutATraceBeginsOneIfTheRatioSaysSo() {
        restart(1, 10);
        server.client().asyncCompute(compute(encrypt("a1")));

        SpanData span = onlySpan();
        assertThat(span.getParentSpanContext().isValid()).isFalse();
        assertThat(contexts()).containsExactly(TraceParent.stored(span.getSpanContext()));
    }

    @Test
    void callersCannotMakeMoreSpansThanTheBound() {
        restart(0, 2);
        for (int call = 0; call < 5; call++) {
            client(SAMPLED).getCiphertexts(get());
        }
        awaitSpans(2);
        clock.advance(Duration.ofSeconds(1));
        client(SAMPLED).getCiphertexts(get());

        awaitSpans(3);
        server.close();
        assertThat(exporter.getFinishedSpanItems()).hasSize(3);
    }

    @Test
    void aCallerWhoseKeyIsNotKnownMakesNoSpan() {
        refusal(() -> withTrace(server.anonymous(), SAMPLED).getCiphertexts(get()));

        server.close();
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void theSpanOfARefusedCallHasItsStatus() {
        refusal(() -> client(SAMPLED).asyncCompute(compute(computation(FheOperation.ADD, "a1", scalar("01")))));

        SpanData span = onlySpan();
        assertThat(attribute(span, "rpc.response.status_code")).isEqualTo("UNKNOWN");
        assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
    }

    @Test
    void withoutTracingTheColumnStaysEmpty() {
        server.close();
        server = ServerUnderTest.withParts(database, parts -> parts);

        client(SAMPLED).asyncCompute(compute(encrypt("a1")));

        assertThat(contexts()).containsExactly((byte[]) null);
    }

    private static AsyncComputation encrypt(String output) {
        return computation(FheOperation.TRIVIAL_ENCRYPT, output, scalar("ff"), scalar("02"));
    }

    private void restart(double ratio, int perSecond) {
        server.close();
        server = traced(ratio, perSecond);
    }

    private ServerUnderTest traced(double ratio, int perSecond) {
        TracingConfig config =
                new TracingConfig(URI.create("http://localhost/v1/traces"), "coprocessor", ratio, perSecond);
        Tracing tracing = Tracing.with(SimpleSpanProcessor.create(exporter), config, "x", clock);
        return ServerUnderTest.withParts(database, parts -> parts.withTracing(tracing));
    }

    private FhevmCoprocessorBlockingStub client(String traceParent) {
        return withTrace(server.client(), traceParent);
    }

    private static FhevmCoprocessorBlockingStub withTrace(FhevmCoprocessorBlockingStub client, String traceParent) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("traceparent", Metadata.ASCII_STRING_MARSHALLER), traceParent);
        return client.withInterceptors(MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    /** A span ends with its call, which may be after the caller has the answer. */
    private void awaitSpans(int count) {
        await().untilAsserted(() -> assertThat(exporter.getFinishedSpanItems()).hasSize(count));
    }

    private SpanData onlySpan() {
        awaitSpans(1);
        return exporter.getFinishedSpanItems().getFirst();
    }

    private static String attribute(SpanData span, String name) {
        return Objects.requireNonNull(span.getAttributes().get(AttributeKey.stringKey(name)), name);
    }

    private List<byte[]> contexts() {
        return database.dsl()
                .select(COMPUTATIONS.TRACE_CONTEXT)
                .from(COMPUTATIONS)
                .fetch(COMPUTATIONS.TRACE_CONTEXT);
    }
}
