package org.fhevm.coprocessor.cli.status.repository;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.claim.QueueDepth;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Reads workers and tenants for the status page. A reading costs the same with a million rows in the queue as with some
 * thousands: rows are counted along the indexes of the queue, up to {@link #COUNTED} for a tenant.
 */
public final class StatusRepository {
    /** Longest time of a statement. */
    public static final Duration TIME_LIMIT = Duration.ofSeconds(2);

    /** Most workers that are read. */
    public static final int MOST_WORKERS = 100;

    /** Most tenants that are read. */
    public static final int MOST_TENANTS = 100;

    /** Numbers of a tenant's computations are exact up to this one, and go no further. */
    public static final int COUNTED = 1000;

    /** Tenants among which those with work are searched. */
    private static final int CONSIDERED_TENANTS = 1000;

    private static final int LONGEST_NAME = 200;

    private final ReadOnly transactions;

    public StatusRepository(Database database) {
        this.transactions = new ReadOnly(database);
    }

    /** How many computations are in the queue. */
    public QueueDepth depth() {
        return transactions.call(QueueDepth::of);
    }

    /** The workers and the tenants. */
    public Installation read() {
        return transactions.call(StatusRepository::read);
    }

    private static Installation read(DSLContext transaction) {
        List<TenantRow> tenants = tenants(transaction);
        List<TenantRow> shown = tenants.stream().limit(MOST_TENANTS).toList();
        List<Integer> ids = shown.stream().map(TenantRow::id).toList();
        List<HeldRows> held = held(transaction, ids);
        Map<Integer, Integer> waiting = waiting(transaction, ids);
        Map<UUID, Integer> byWorker = new HashMap<>();
        held.stream()
                .filter(rows -> rows.worker() != null)
                .forEach(rows -> byWorker.merge(rows.worker(), rows.count(), Integer::sum));
        List<LiveWorker> workers = workers(transaction, byWorker);
        return new Installation(
                workers.stream().limit(MOST_WORKERS).toList(),
                workers.size() > MOST_WORKERS,
                shown.stream()
                        .map(tenant -> load(tenant, held, waiting.getOrDefault(tenant.id(), 0)))
                        .toList(),
                tenants.size() > MOST_TENANTS);
    }

    private static TenantLoad load(TenantRow tenant, List<HeldRows> held, int waiting) {
        int claimable = 0;
        int inFlight = 0;
        for (HeldRows rows : held) {
            if (rows.tenant() == tenant.id()) {
                claimable += rows.count();
                inFlight += rows.worker() == null ? 0 : rows.count();
            }
        }
        return new TenantLoad(
                new TenantId(tenant.id()),
                tenant.isDisabled(),
                tenant.isPaused(),
                tenant.weight(),
                tenant.priority(),
                claimable,
                inFlight,
                waiting);
    }

    /** One more than is shown, to tell whether there are more. */
    private static List<TenantRow> tenants(DSLContext transaction) {
        return transaction
                .resultQuery("""
                        with considered as materialized (
                            select tenant_id, weight, priority, disabled_at, paused_at,
                                   (select true from computations
                                    where computations.tenant_id = tenants.tenant_id
                                      and not greatest(is_completed, is_error) and waits_for is null
                                    order by submission limit 1) is not null
                                   or (select true from computations
                                       where computations.tenant_id = tenants.tenant_id
                                         and not greatest(is_completed, is_error) and waits_for is not null
                                       order by waits_for limit 1) is not null as has_work
                            from tenants
                            order by tenant_id
                            limit {0}
                        )
                        select tenant_id, weight, priority, disabled_at is not null as disabled,
                               paused_at is not null as paused
                        from considered
                        order by has_work desc, tenant_id
                        limit {1}
                        """, DSL.inline(CONSIDERED_TENANTS), DSL.inline(MOST_TENANTS + 1))
                .fetch(row -> new TenantRow(
                        row.get("tenant_id", Integer.class),
                        row.get("disabled", Boolean.class),
                        row.get("paused", Boolean.class),
                        row.get("weight", Integer.class),
                        row.get("priority", Integer.class)));
    }

    /** The oldest claimable rows of each tenant, by the live worker that holds them. */
    private static List<HeldRows> held(DSLContext transaction, List<Integer> tenants) {
        return transaction
                .resultQuery("""
                        select asked.tenant, holder.worker_id, count(*)::int as rows
                        from unnest({0}) as asked(tenant)
                        cross join lateral (
                            select lease_worker from computations
                            where tenant_id = asked.tenant
                              and not greatest(is_completed, is_error) and waits_for is null
                            order by submission
                            limit {1}
                        ) as oldest
                        left join workers as holder
                            on holder.worker_id = oldest.lease_worker and holder.expires_at > now()
                        group by asked.tenant, holder.worker_id
                        """, SqlArray.ofIntegers(tenants), DSL.inline(COUNTED))
                .fetch(row -> new HeldRows(
                        row.get("tenant", Integer.class),
                        row.get("worker_id", UUID.class),
                        row.get("rows", Integer.class)));
    }

    private static Map<Integer, Integer> waiting(DSLContext transaction, List<Integer> tenants) {
        Map<Integer, Integer> waiting = new HashMap<>();
        transaction
                .resultQuery("""
                        select asked.tenant,
                               (select count(*)::int from (
                                    select from computations
                                    where tenant_id = asked.tenant
                                      and not greatest(is_completed, is_error) and waits_for is not null
                                    order by waits_for limit {1}) as first) as rows
                        from unnest({0}) as asked(tenant)
                        """, SqlArray.ofIntegers(tenants), DSL.inline(COUNTED))
                .forEach(row -> waiting.put(row.get("tenant", Integer.class), row.get("rows", Integer.class)));
        return waiting;
    }

    /** One more than is shown, to tell whether there are more. */
    private static List<LiveWorker> workers(DSLContext transaction, Map<UUID, Integer> held) {
        List<LiveWorker> workers = new ArrayList<>();
        transaction
                .resultQuery("""
                        select worker_id, left(name, {1}) as name,
                               case when isfinite(started_at)
                                    then extract(epoch from now() - started_at)::bigint else 0 end as running,
                               case when isfinite(expires_at)
                                    then extract(epoch from expires_at - now())::float8 else 0 end as lease
                        from workers
                        order by expires_at desc, worker_id
                        limit {0}
                        """, DSL.inline(MOST_WORKERS + 1), DSL.inline(LONGEST_NAME))
                .forEach(row -> workers.add(worker(row, held)));
        return workers;
    }

    private static LiveWorker worker(Record row, Map<UUID, Integer> held) {
        return new LiveWorker(
                row.get("name", String.class),
                Duration.ofSeconds(Math.max(0, row.get("running", Long.class))),
                Duration.ofMillis(Math.round(row.get("lease", Double.class) * 1000)),
                held.getOrDefault(row.get("worker_id", UUID.class), 0));
    }

    private record TenantRow(int id, boolean isDisabled, boolean isPaused, int weight, int priority) {}

    /** @param worker null for rows that no live worker holds */
    private record HeldRows(int tenant, @Nullable UUID worker, int count) {}
}
