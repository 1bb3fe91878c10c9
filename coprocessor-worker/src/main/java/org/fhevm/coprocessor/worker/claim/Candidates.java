package org.fhevm.coprocessor.worker.claim;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.fhevm.coprocessor.worker.queue.TenantHandleColumns;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * The statements that find and lock rows which may be computable. Each repeats the predicate of the index that serves
 * it, so that the planner can use that index.
 */
final class Candidates {
    /** Neither leased nor paused. A lease holds while its worker's row has not expired. */
    private static final String FREE = """
            and (lease_worker is null
                 or not exists (select from workers
                                where workers.worker_id = computations.lease_worker and workers.expires_at > now()))
            and (next_attempt_at is null or next_attempt_at <= now())
            """;

    /**
     * A row that lost this many leases with their workers is in quarantine. Statements contain the number as text,
     * because the predicate of an index repeats it.
     */
    private static final int QUARANTINED_AFTER = 2;

    /** Rows may name any number of tenants. */
    private static final int MOST_AGES = 1000;

    private static final String LOCK_FOLLOWERS = """
            with recursive follower(tenant_id, output_handle) as (
                select waiting.tenant_id, waiting.output_handle
                from unnest({0}, {1}) as result(tenant_id, handle)
                cross join lateral (
                    select tenant_id, output_handle from computations
                    where tenant_id = result.tenant_id and waits_for = result.handle
                      and not greatest(is_completed, is_error) and waits_for is not null
                    order by submission
                    offset 0
                ) as waiting
                union
                select waiting.tenant_id, waiting.output_handle
                from follower
                cross join lateral (
                    select tenant_id, output_handle from computations
                    where tenant_id = follower.tenant_id and waits_for = follower.output_handle
                      and not greatest(is_completed, is_error) and waits_for is not null
                    order by submission
                    offset 0
                ) as waiting
            ),
            nearest as (select * from follower limit {2})
            select row.*
            from nearest
            cross join lateral (
                select %s from computations
                where tenant_id = nearest.tenant_id and output_handle = nearest.output_handle
                  and least(not is_completed, not is_error) and waits_for is not null
                  and lost_leases < %d
                  %s
                limit 1
                for update skip locked
            ) as row
            order by row.submission
            """.formatted(QueueRow.COLUMNS, QUARANTINED_AFTER, FREE);

    private final DSLContext transaction;

    Candidates(DSLContext transaction) {
        this.transaction = transaction;
    }

    /**
     * Tenants that have candidates, and that no operator has disabled or paused. The index is entered once per tenant
     * (a "loose index scan"), never read through. Tenants that do not exist come after all others: rows that name
     * thousands of them would otherwise have thousands of shares.
     */
    List<TenantShare> tenants() {
        return transaction
                .resultQuery("""
                        with recursive busy(tenant_id) as (
                            (select tenant_id from computations
                             where not greatest(is_completed, is_error) and waits_for is null
                             order by tenant_id, submission limit 1)
                            union all
                            select (select tenant_id from computations
                                    where not greatest(is_completed, is_error) and waits_for is null
                                      and tenant_id > busy.tenant_id
                                    order by tenant_id, submission limit 1)
                            from busy where busy.tenant_id is not null
                        )
                        select busy.tenant_id, coalesce(tenants.weight, 1), coalesce(tenants.priority, -2147483648)
                        from busy left join tenants on tenants.tenant_id = busy.tenant_id
                        where busy.tenant_id is not null
                          and tenants.disabled_at is null and tenants.paused_at is null
                        """)
                .fetch(row -> new TenantShare(
                        new TenantId(row.get(0, Integer.class)), row.get(1, Integer.class), row.get(2, Integer.class)));
    }

    /**
     * Locks the oldest candidates of each tenant, and returns them tenant by tenant. Rows in quarantine are left out.
     *
     * @param limits largest number of rows of each tenant, in the order in which tenants are served
     * @param most largest number of rows of all tenants together; no more are locked
     */
    List<QueueRow> lockOldest(SequencedMap<TenantId, Integer> limits, int most) {
        List<Integer> ids = limits.keySet().stream().map(TenantId::value).toList();
        return QueueRow.of(transaction
                .resultQuery(
                        """
                        select candidate.*
                        from unnest({0}, {1}) with ordinality as share(tenant_id, most, number)
                        cross join lateral (
                            select %s from computations
                            where computations.tenant_id = share.tenant_id
                              and not greatest(is_completed, is_error) and waits_for is null
                              and lost_leases < %d
                              %s
                            order by submission
                            limit share.most
                            for update skip locked
                        ) as candidate
                        limit {2}
                        """.formatted(QueueRow.COLUMNS, QUARANTINED_AFTER, FREE),
                        SqlArray.ofIntegers(ids),
                        SqlArray.ofIntegers(limits.values()),
                        DSL.val(most))
                .fetch());
    }

    /**
     * How long ago the oldest candidate of each of {@link #tenants} was inserted. Those without one are not in the map.
     * Only the first row of each tenant is read, since rows are in order. A time of infinity, which no insertion
     * writes, is left out, and so are all but the {@link #MOST_AGES} tenants that have waited for longest.
     */
    Map<TenantId, Duration> agesOfOldest() {
        List<Integer> ids =
                tenants().stream().map(share -> share.tenant().value()).toList();
        return transaction
                .resultQuery("""
                        select share.tenant_id,
                               extract(epoch from localtimestamp - oldest.created_at)::float8 as seconds
                        from unnest({0}) as share(tenant_id)
                        cross join lateral (
                            select created_at from computations
                            where computations.tenant_id = share.tenant_id
                              and not greatest(is_completed, is_error) and waits_for is null
                              %s
                            order by submission
                            limit 1
                        ) as oldest
                        where isfinite(oldest.created_at)
                        order by oldest.created_at
                        limit %d
                        """.formatted(FREE, MOST_AGES), SqlArray.ofIntegers(ids))
                .fetchMap(row -> new TenantId(row.get(0, Integer.class)), row -> age(row.get(1, Double.class)));
    }

    private static Duration age(double seconds) {
        return Duration.ofMillis(Math.max(0, Math.round(seconds * 1000)));
    }

    boolean hasQuarantined(Collection<TenantId> excluded) {
        return !quarantined(excluded, "").isEmpty();
    }

    /** Locks one row in quarantine, if there is one. */
    List<QueueRow> lockQuarantined(Collection<TenantId> excluded) {
        return quarantined(excluded, "for update skip locked");
    }

    private List<QueueRow> quarantined(Collection<TenantId> excluded, String locking) {
        List<Integer> ids = excluded.stream().map(TenantId::value).toList();
        return QueueRow.of(transaction
                .resultQuery(
                        """
                        select %s from computations
                        where not greatest(is_completed, is_error) and waits_for is null and lost_leases >= %d
                          and tenant_id <> all ({0})
                          and tenant_id <> all (array(select tenant_id from tenants
                                                      where disabled_at is not null or paused_at is not null))
                          %s
                        order by tenant_id, submission
                        limit 1
                        %s
                        """.formatted(QueueRow.COLUMNS, QUARANTINED_AFTER, FREE, locking), SqlArray.ofIntegers(ids))
                .fetch());
    }

    /**
     * Locks rows that wait for one of the given results, rows that wait for those, and so on. Each row waits for one
     * input, so each is met once. Rows in quarantine are left out.
     */
    List<QueueRow> lockWaitingFor(Collection<TenantHandle> results, int limit) {
        TenantHandleColumns keys = TenantHandleColumns.of(results);
        return QueueRow.of(transaction
                .resultQuery(LOCK_FOLLOWERS, keys.tenants(), keys.handles(), DSL.val(limit))
                .fetch());
    }
}
