package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.tracing.TraceParent;
import org.fhevm.coprocessor.common.tracing.Tracing;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Spans of computations, in the traces of the calls that scheduled them. */
@EmbeddedDatabase
class TracedComputationsTest extends WorkerScenario {
    private static final SpanContext CALL =
            TraceParent.of(List.of("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"));

    private final InMemorySpanExporter exporter = InMemorySpanExporter.create();

    TracedComputationsTest(Database shared) {
        super(shared);
    }

    @BeforeEach
    void trace() {
        workers.tracing = tracing(100);
    }

    @Test
    void eachStageOfAComputationHasASpan() {
        insert(TraceParent.stored(CALL), add("b", "a", "a"));
        start(config);

        SpanData whole = awaitComputation("b");
        assertThat(whole.getTraceId()).isEqualTo(CALL.getTraceId());
        assertThat(whole.getParentSpanId()).isEqualTo(CALL.getSpanId());
        assertThat(text(whole, "coprocessor.handle")).isEqualTo(handle("b").hex());
        assertThat(text(whole, "coprocessor.operation")).isEqualTo("ADD");
        assertThat(text(whole, "coprocessor.type")).isEqualTo("UINT64");
        assertThat(text(whole, "coprocessor.outcome")).isEqualTo("computed");
        assertThat(whole.getAttributes().get(AttributeKey.longKey("coprocessor.tenant.id")))
                .isEqualTo(one.value());
        Map<String, SpanData> stages = stages(whole);
        assertThat(stages).containsOnlyKeys("queue", "claim", "compute", "compress", "write");
        assertThat(stages.values()).allSatisfy(stage -> {
            assertThat(stage.getTraceId()).isEqualTo(CALL.getTraceId());
            assertThat(stage.getStatus().getStatusCode()).isEqualTo(StatusCode.UNSET);
            assertThat(stage.getEndEpochNanos()).isLessThanOrEqualTo(whole.getEndEpochNanos());
        });
    }

    @Test
    void theSpanOfTheQueueBeginsWhenTheRowWasInserted() {
        insert(TraceParent.stored(CALL), add("b", "a", "a"));
        database.dsl().execute("update computations set created_at = localtimestamp - interval '1 hour'");
        start(config);

        SpanData whole = awaitComputation("b");
        SpanData queue = stage(whole, "queue");
        assertThat(queue.getStartEpochNanos()).isEqualTo(whole.getStartEpochNanos());
        assertThat(Duration.ofNanos(queue.getEndEpochNanos() - queue.getStartEpochNanos()))
                .isBetween(Duration.ofMinutes(59), Duration.ofMinutes(62));
        assertThat(stage(whole, "claim").getStartEpochNanos()).isEqualTo(queue.getEndEpochNanos());
    }

    @Test
    void timesThatNoInsertionWritesAreBounded() {
        insert(TraceParent.stored(CALL), add("b", "a", "a"), add("c", "a", "a"), add("d", "a", "a"));
        createdAt("b", "infinity");
        createdAt("c", "-infinity");
        createdAt("d", "294276-12-31");
        start(config);

        assertThat(waited("b")).isLessThan(Duration.ofMinutes(1));
        assertThat(waited("c")).isBetween(Duration.ofDays(29), Duration.ofDays(31));
        assertThat(waited("d")).isLessThan(Duration.ofMinutes(1));
    }

    private void createdAt(String output, String time) {
        database.dsl()
                .execute(
                        "update computations set created_at = {0}::timestamp where output_handle = {1}",
                        DSL.inline(time), DSL.val(handle(output).bytes()));
    }

    private Duration waited(String output) {
        SpanData queue = stage(awaitComputation(output), "queue");
        return Duration.ofNanos(queue.getEndEpochNanos() - queue.getStartEpochNanos());
    }

    @Test
    void aFailedComputationIsAnErrorOfItsTrace() {
        insert(TraceParent.stored(CALL), QueueFixture.binary(FheOperation.ADD, FheType.UINT8, "b", "a", "a"));
        start(config);

        SpanData whole = awaitComputation("b");
        assertThat(whole.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(text(whole, "coprocessor.outcome")).isEqualTo("failed");
        assertThat(stage(whole, "compute").getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR);
        assertThat(stages(whole)).doesNotContainKey("compress");
    }

    @Test
    void rowsWithoutATraceOrWithAMalformedOneAreComputedWithoutSpans() {
        insert(null, add("b", "a", "a"));
        insert(new byte[25], add("c", "a", "a"));
        insert(TraceParent.stored(CALL), add("d", "a", "a"));
        start(config);

        awaitAllDone();
        awaitComputation("d");
        workers.close();
        assertThat(computations()).hasSize(1);
    }

    @Test
    void noMoreComputationsOfATenantAreTracedThanTheBound() {
        workers.tracing = tracing(1);
        TypedComputation[] many = IntStream.range(0, 50)
                .mapToObj(number -> addScalar("b" + number, "a", 1))
                .toArray(TypedComputation[]::new);
        insert(TraceParent.stored(CALL), many);
        start(config);

        awaitAllDone();
        workers.close();
        assertThat(computations()).hasSize(1);
    }

    @Test
    void aWorkerThatDoesNotTraceLeavesTheColumnAlone() {
        workers.tracing = Tracing.OFF;
        insert(TraceParent.stored(CALL), add("b", "a", "a"));
        start(config);

        awaitAllDone();
        assertThat(database.dsl()
                        .select(COMPUTATIONS.TRACE_CONTEXT)
                        .from(COMPUTATIONS)
                        .fetch(COMPUTATIONS.TRACE_CONTEXT))
                .containsExactly(TraceParent.stored(CALL));
        assertThat(exporter.getFinishedSpanItems()).isEmpty();
    }

    private Tracing tracing(int perSecond) {
        TracingConfig config = new TracingConfig(URI.create("http://localhost/v1/traces"), "coprocessor", 1, perSecond);
        return Tracing.with(SimpleSpanProcessor.create(exporter), config, "x", () -> Duration.ofDays(1));
    }

    private void insert(byte @Nullable [] trace, TypedComputation... computations) {
        database.dsl().transaction(configuration -> {
            ComputationRepository repository = new ComputationRepository(configuration.dsl());
            repository.insert(one, List.of(computations), trace);
            repository.announceWork();
        });
    }

    private SpanData awaitComputation(String output) {
        return await().atMost(Duration.ofSeconds(20))
                .until(
                        () -> computations().stream()
                                .filter(span -> text(span, "coprocessor.handle")
                                        .equals(handle(output).hex()))
                                .findFirst()
                                .orElse(null),
                        Objects::nonNull);
    }

    private List<SpanData> computations() {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getName().equals("computation"))
                .toList();
    }

    private SpanData stage(SpanData whole, String name) {
        return Objects.requireNonNull(stages(whole).get(name), name);
    }

    private Map<String, SpanData> stages(SpanData whole) {
        return exporter.getFinishedSpanItems().stream()
                .filter(span -> span.getParentSpanId().equals(whole.getSpanId()))
                .collect(Collectors.toMap(SpanData::getName, Function.identity()));
    }

    private static String text(SpanData span, String attribute) {
        return String.valueOf(span.getAttributes().get(AttributeKey.stringKey(attribute)));
    }
}
