package org.fhevm.coprocessor.worker.blocked;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.plan.Readiness;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.fhevm.coprocessor.worker.queue.TenantHandleColumns;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * The marks of blocked rows. A claim sets marks in its transaction; statements of their own remove them, after the
 * results or failures that they react to have been committed ({@code docs/queue.md} says why this order matters).
 * Removal skips rows that another transaction has locked: a reference worker may hold them for minutes, and the
 * {@linkplain BlockedScan scan} meets them again.
 */
public final class BlockedMarks {
    /** Rows changed by one statement. */
    static final int MOST_ROWS = 2000;

    private final DSLContext dsl;

    public BlockedMarks(Database database) {
        this.dsl = database.dsl();
    }

    /** Marks locked rows, in a claim's transaction. */
    public static void set(DSLContext transaction, List<Readiness.Waiting> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        TenantHandleColumns rows = TenantHandleColumns.of(
                waiting.stream().map(row -> row.computation().output()).toList());
        Field<byte[][]> inputs =
                HandleArray.of(waiting.stream().map(Readiness.Waiting::input).toList());
        transaction.execute("""
                update computations
                set waits_for = marked.input, lease_worker = null
                from unnest({0}, {1}, {2}) as marked(tenant_id, handle, input)
                where computations.tenant_id = marked.tenant_id and computations.output_handle = marked.handle
                """, rows.tenants(), rows.handles(), inputs);
    }

    /**
     * Removes the marks of rows that wait for one of these results, and tells other workers if there were any. Any
     * number of rows may wait for one result, so a statement changes at most {@link #MOST_ROWS}, and ends well within
     * its time limit.
     *
     * @param results stored, or failed for good
     * @return how many rows were unblocked; at {@link #MOST_ROWS} there may be more
     */
    public int remove(Collection<TenantHandle> results) {
        if (results.isEmpty()) {
            return 0;
        }
        TenantHandleColumns keys = TenantHandleColumns.of(results);
        int removed = dsl.execute("""
                with locked as materialized (
                    select waiting.locator
                    from unnest({0}, {1}) as result(tenant_id, handle)
                    cross join lateral (
                        select ctid as locator from computations
                        where tenant_id = result.tenant_id and waits_for = result.handle
                          and not greatest(is_completed, is_error) and waits_for is not null
                        order by submission
                        limit {2}
                        for update skip locked
                    ) as waiting
                    limit {2}
                )
                update computations
                set waits_for = null
                from locked
                where computations.ctid = locked.locator
                """, keys.tenants(), keys.handles(), DSL.val(MOST_ROWS));
        if (removed > 0) {
            new ComputationRepository(dsl).announceWork();
        }
        return removed;
    }

    /**
     * Removes the marks of rows that have one of these inputs, even if they wait for another one, and tells other
     * workers if there were any. The rows fail with that input, and the other one may never arrive. The planner has
     * poor statistics of arrays, and a sequential scan would compare each row's array with all handles: sessions switch
     * sequential scans off.
     *
     * @param failures failed for good
     * @return how many rows were unblocked; at {@link #MOST_ROWS} there may be more
     */
    int removeFromDependents(TenantId tenant, Collection<Handle> failures) {
        int removed = dsl.execute("""
                with dependent as materialized (
                    select ctid as locator, tenant_id from computations where dependencies && {1}
                ),
                locked as materialized (
                    select ctid as locator from computations
                    where ctid = any(array(select locator from dependent where tenant_id = {0}))
                      and least(not is_completed, not is_error) and waits_for is not null
                    limit {2}
                    for update skip locked
                )
                update computations
                set waits_for = null
                from locked
                where computations.ctid = locked.locator
                """, DSL.val(tenant.value()), HandleArray.of(failures), DSL.val(MOST_ROWS));
        if (removed > 0) {
            new ComputationRepository(dsl).announceWork();
        }
        return removed;
    }

    /** Looks up which of these inputs are no longer missing. */
    public Arrived arrivedAmong(Collection<TenantHandle> inputs) {
        if (inputs.isEmpty()) {
            return new Arrived(Set.of(), Set.of());
        }
        TenantHandleColumns keys = TenantHandleColumns.of(inputs);
        Set<TenantHandle> all = new HashSet<>();
        Set<TenantHandle> failed = new HashSet<>();
        dsl.resultQuery("""
                        select tenant_id, handle, is_stored
                        from (
                            select input.tenant_id, input.handle,
                                   exists (select from ciphertexts
                                           where ciphertexts.tenant_id = input.tenant_id
                                             and ciphertexts.handle = input.handle
                                           offset 0) as is_stored,
                                   (select is_error from computations
                                    where computations.tenant_id = input.tenant_id
                                      and computations.output_handle = input.handle
                                    limit 1) as is_failed
                            from unnest({0}, {1}) as input(tenant_id, handle)
                        ) as candidate
                        where is_stored or is_failed
                        """, keys.tenants(), keys.handles()).fetch().forEach(row -> {
            TenantHandle input = QueueRow.name(row, "handle");
            all.add(input);
            if (!row.get("is_stored", Boolean.class)) {
                failed.add(input);
            }
        });
        return new Arrived(all, failed);
    }

    /**
     * Inputs that are no longer missing.
     *
     * @param all stored or failed
     * @param failed those of them that failed and are not stored
     */
    public record Arrived(Set<TenantHandle> all, Set<TenantHandle> failed) {}
}
