package org.fhevm.coprocessor.worker.queue;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.jooq.DSLContext;

/** Reads in whose traces computations were scheduled. Only workers that trace do so. */
public final class TraceContexts {
    private final DSLContext dsl;

    public TraceContexts(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * The contexts of those computations that have one. Any program may write the time of an insertion: it counts as
     * the past thirty days at most.
     */
    public Map<TenantHandle, TraceContext> of(List<TenantHandle> computations) {
        Map<TenantHandle, TraceContext> found = new HashMap<>();
        TenantHandleColumns keys = TenantHandleColumns.of(computations);
        dsl.resultQuery("""
                        select claimed.number, row.trace_context, row.milliseconds
                        from unnest({0}, {1}) with ordinality as claimed(tenant_id, handle, number)
                        cross join lateral (
                            select trace_context,
                                   (1000 * extract(epoch from localtimestamp - greatest(
                                       least(created_at, localtimestamp), localtimestamp - interval '30 days'
                                   )))::bigint as milliseconds
                            from computations
                            where tenant_id = claimed.tenant_id and output_handle = claimed.handle
                              and trace_context is not null
                            limit 1
                        ) as row
                        """, keys.tenants(), keys.handles())
                .forEach(row -> found.put(
                        computations.get(row.get("number", Integer.class) - 1),
                        new TraceContext(
                                row.get("trace_context", byte[].class),
                                Duration.ofMillis(row.get("milliseconds", Long.class)))));
        return found;
    }

    /**
     * What a row says of its trace.
     *
     * @param bytes as {@link org.fhevm.coprocessor.common.tracing.TraceParent} stores a context; others are possible
     * @param sinceInsertion time from the insertion of the row to now, at least zero
     */
    public record TraceContext(byte[] bytes, Duration sinceInsertion) {}
}
