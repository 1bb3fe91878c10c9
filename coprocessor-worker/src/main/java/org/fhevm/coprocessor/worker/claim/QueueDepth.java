package org.fhevm.coprocessor.worker.claim;

import java.time.Duration;
import java.util.Map;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * How many computations are in the queue. Measuring costs the same with a million rows as with ten thousand: up to that
 * number rows are counted, in the order of an index that holds no others, and beyond it the statistics of the index are
 * used, which vacuum keeps up to date.
 *
 * @param claimable computations that can be claimed, and those in flight
 * @param waiting computations known to wait for an input
 * @param onUnknownInputs computations that were accepted though an input was unknown, and that still wait
 * @param longestOnUnknownInput how long the one of them that is due first has waited; zero if there is none
 * @param oldestReady age of the oldest computation of each tenant that could be claimed; tenants without one are not
 *     in it
 */
public record QueueDepth(
        long claimable,
        long waiting,
        long onUnknownInputs,
        Duration longestOnUnknownInput,
        Map<TenantId, Duration> oldestReady) {
    /** Numbers up to this one are exact. */
    public static final int COUNTED_EXACTLY = 10_000;

    public static final QueueDepth NOTHING = new QueueDepth(0, 0, 0, Duration.ZERO, Map.of());

    public QueueDepth {
        oldestReady = Map.copyOf(oldestReady);
    }

    /** Measures the queue. */
    public static QueueDepth of(DSLContext dsl) {
        Record counts = dsl.resultQuery("""
                        select (select count(*) from (
                                    select from computations
                                    where not greatest(is_completed, is_error) and waits_for is null
                                    order by tenant_id, submission limit {0} + 1) as first) as claimable,
                               (select count(*) from (
                                    select from computations
                                    where not greatest(is_completed, is_error) and waits_for is not null
                                    order by tenant_id, waits_for limit {0} + 1) as first) as waiting,
                               (select count(*) from (
                                    select from computations
                                    where not greatest(is_completed, is_error)
                                      and waits_for is not null and unknown_input_deadline is not null
                                    order by unknown_input_deadline limit {0} + 1) as first) as unknown,
                               (select case when isfinite(unknown_input_since)
                                            then extract(epoch from now() - unknown_input_since)::float8 end
                                from computations
                                where not greatest(is_completed, is_error)
                                  and waits_for is not null and unknown_input_deadline is not null
                                order by unknown_input_deadline limit 1) as unknown_seconds,
                               (select reltuples from pg_class
                                where oid = 'computations_claimable_index'::regclass)::bigint as claimable_estimate,
                               (select reltuples from pg_class
                                where oid = 'computations_waiting_index'::regclass)::bigint as waiting_estimate,
                               (select reltuples from pg_class
                                where oid = 'computations_overdue_input_index'::regclass)::bigint as unknown_estimate
                        """, DSL.inline(COUNTED_EXACTLY)).fetchSingle();
        return new QueueDepth(
                number(counts, "claimable"),
                number(counts, "waiting"),
                number(counts, "unknown"),
                unknownFor(counts),
                new Candidates(dsl).agesOfOldest());
    }

    /** Age of the oldest computation that could be claimed; zero if there is none. */
    public Duration longestReady() {
        return oldestReady.values().stream().max(Duration::compareTo).orElse(Duration.ZERO);
    }

    private static Duration unknownFor(Record counts) {
        Double seconds = counts.get("unknown_seconds", Double.class);
        return seconds == null ? Duration.ZERO : Duration.ofMillis(Math.max(0, Math.round(seconds * 1000)));
    }

    private static long number(Record counts, String column) {
        long counted = counts.get(column, Long.class);
        return counted <= COUNTED_EXACTLY ? counted : Math.max(counted, counts.get(column + "_estimate", Long.class));
    }
}
