package org.fhevm.coprocessor.worker.trace;

import io.opentelemetry.api.trace.SpanContext;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.tracing.TraceParent;
import org.fhevm.coprocessor.common.tracing.Tracing;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.complete.Outcome;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.coprocessor.worker.queue.TraceContexts;
import org.fhevm.coprocessor.worker.queue.TraceContexts.TraceContext;
import org.jooq.exception.DataAccessException;

/**
 * Makes spans of the computations whose rows are part of a trace, as far as {@link Tracing} admits them. It holds a
 * trace for computations in flight only, which the worker bounds.
 */
public final class RecordedTraces implements ComputationTraces {
    private final Tracing tracing;
    private final TraceContexts contexts;
    private final WorkerEvents events;
    private final Map<Lease, ComputationTrace> traces = new ConcurrentHashMap<>();

    public RecordedTraces(Tracing tracing, TraceContexts contexts, WorkerEvents events) {
        this.tracing = tracing;
        this.contexts = contexts;
        this.events = events;
    }

    @Override
    public void claimed(List<ClaimedComputation> computations, Duration took) {
        if (computations.isEmpty()) {
            return;
        }
        Instant claimEnd = Instant.now();
        Map<TenantHandle, TraceContext> found;
        try {
            found = contexts.of(computations.stream()
                    .map(claimed -> claimed.lease().output())
                    .toList());
        } catch (DataAccessException e) {
            // The claim is committed: its computations go on without traces.
            events.databaseFailed("read trace contexts", e);
            return;
        }
        for (ClaimedComputation claimed : computations) {
            TraceContext row = found.get(claimed.lease().output());
            if (row != null) {
                begin(claimed, row, claimEnd, took);
            }
        }
    }

    private void begin(ClaimedComputation claimed, TraceContext row, Instant claimEnd, Duration took) {
        SpanContext parent = TraceParent.ofStored(row.bytes());
        if (tracing.admitsComputation(claimed.computation().tenant(), parent)) {
            Instant inserted = claimEnd.minus(row.sinceInsertion());
            traces.put(
                    claimed.lease(),
                    ComputationTrace.of(tracing.tracer(), parent, claimed, inserted, claimEnd.minus(took), claimEnd));
        }
    }

    @Override
    public Step begin(Lease lease, Stage stage) {
        ComputationTrace trace = traces.get(lease);
        return trace == null ? Step.NONE : trace.step(stage);
    }

    @Override
    public void ended(Outcome outcome) {
        ComputationTrace trace = traces.get(outcome.lease());
        if (trace != null) {
            trace.ended(outcome);
        }
    }

    @Override
    public void acknowledged(Lease lease, boolean written) {
        ComputationTrace trace = traces.remove(lease);
        if (trace != null) {
            trace.acknowledged(written);
        }
    }

    @Override
    public void close() {
        traces.keySet().forEach(lease -> acknowledged(lease, false));
    }
}
