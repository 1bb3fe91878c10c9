package org.fhevm.coprocessor.worker.trace;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.complete.Outcome;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.jspecify.annotations.Nullable;

/** The spans of one claimed computation: one over all, and one for each stage below it. Thread-safe. */
final class ComputationTrace {
    private final Tracer tracer;
    private final Span whole;
    private @Nullable Span write;

    private ComputationTrace(Tracer tracer, Span whole) {
        this.tracer = tracer;
        this.whole = whole;
    }

    /**
     * Begins with the spans of the queue and the claim, which are over.
     *
     * @param parent of the call that scheduled the computation
     */
    static ComputationTrace of(
            Tracer tracer,
            SpanContext parent,
            ClaimedComputation claimed,
            Instant inserted,
            Instant claimBegin,
            Instant claimEnd) {
        QueuedComputation computation = claimed.computation();
        // A row can be inserted while the claim that takes it waits for a connection.
        Instant queueBegin = inserted.isAfter(claimEnd) ? claimEnd : inserted;
        Instant queueEnd = claimBegin.isAfter(queueBegin) ? claimBegin : queueBegin;
        Span whole = tracer.spanBuilder("computation")
                .setParent(Context.root().with(Span.wrap(parent)))
                .setSpanKind(SpanKind.CONSUMER)
                .setStartTimestamp(queueBegin)
                .setAttribute("coprocessor.tenant.id", computation.tenant().value())
                .setAttribute(
                        "coprocessor.handle", computation.output().handle().hex())
                .setAttribute("coprocessor.operation", computation.operation().name())
                .setAttribute("coprocessor.type", computation.resultType().name())
                .setAttribute("coprocessor.attempt", claimed.lease().attemptsWithThis())
                .startSpan();
        ComputationTrace trace = new ComputationTrace(tracer, whole);
        trace.begin(Stage.QUEUE, queueBegin).end(queueEnd);
        trace.begin(Stage.CLAIM, queueEnd).end(claimEnd);
        return trace;
    }

    private Span begin(Stage stage, Instant start) {
        SpanBuilder builder = tracer.spanBuilder(stage.spanName())
                .setParent(Context.root().with(whole))
                .setStartTimestamp(start);
        if (stage.isInDatabase()) {
            builder.setSpanKind(SpanKind.CLIENT).setAttribute("db.system.name", "postgresql");
        }
        return builder.startSpan();
    }

    ComputationTraces.Step step(Stage stage) {
        return new TracedStep(begin(stage, Instant.now()));
    }

    /** Notes the outcome, and begins the span of its write. */
    synchronized void ended(Outcome outcome) {
        whole.setAttribute("coprocessor.outcome", name(outcome));
        switch (outcome) {
            case Outcome.Failed failed -> whole.setStatus(StatusCode.ERROR);
            case Outcome.Computed computed -> {}
            case Outcome.Retried retried -> {}
            case Outcome.Released released -> {}
        }
        if (write == null) {
            write = begin(Stage.WRITE, Instant.now());
        }
    }

    private static String name(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Computed computed -> "computed";
            case Outcome.Failed failed -> "failed";
            case Outcome.Retried retried -> "retried";
            case Outcome.Released released -> "released";
        };
    }

    /** Ends all spans. */
    synchronized void acknowledged(boolean written) {
        if (write != null) {
            if (!written) {
                write.setStatus(StatusCode.ERROR);
            }
            write.end();
        } else {
            whole.setAttribute("coprocessor.outcome", "abandoned");
        }
        whole.end();
    }

    private static final class TracedStep implements ComputationTraces.Step {
        private final Span span;
        private boolean succeeded;

        TracedStep(Span span) {
            this.span = span;
        }

        @Override
        public void succeeded() {
            succeeded = true;
        }

        @Override
        public void succeeded(long bootstraps) {
            span.setAttribute("coprocessor.bootstraps", bootstraps);
            succeeded = true;
        }

        @Override
        public void close() {
            if (!succeeded) {
                span.setStatus(StatusCode.ERROR);
            }
            span.end();
        }
    }
}
