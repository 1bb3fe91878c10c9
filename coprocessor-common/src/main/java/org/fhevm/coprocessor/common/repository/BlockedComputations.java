package org.fhevm.coprocessor.common.repository;

import java.time.Duration;
import java.util.Collection;
import java.util.SortedMap;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Computations that were accepted although one of their inputs is neither stored nor announced. Each is marked with one
 * such input, as workers mark rows that wait, so that no worker reads the row before that input exists.
 */
public final class BlockedComputations {
    /** Rows that one statement unblocks; workers unblock the rest when they find them. */
    public static final int MOST_WOKEN = 2000;

    private final DSLContext dsl;

    public BlockedComputations(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Marks computations that this transaction has inserted. It leaves older rows as they are, and waits for none of
     * them.
     *
     * @param awaited the input that the computation of each result waits for; written in the order of the results
     * @param longestWait after this time without that input a worker marks the computation as failed
     */
    public void block(TenantId tenant, SortedMap<Handle, Handle> awaited, Duration longestWait) {
        if (awaited.isEmpty()) {
            return;
        }
        dsl.execute(
                """
                update computations
                set waits_for = fresh.input, unknown_input_since = now(),
                    unknown_input_deadline = now() + {3} * interval '1 millisecond'
                from (
                    select added.tenant_id, added.output_handle, blocked.input
                    from unnest({1}, {2}) as blocked(output, input)
                    join computations as added on added.tenant_id = {0} and added.output_handle = blocked.output
                    where added.xmin = pg_current_xact_id()::xid
                ) as fresh
                where computations.tenant_id = fresh.tenant_id and computations.output_handle = fresh.output_handle
                """,
                DSL.val(tenant.value()),
                HandleArray.of(awaited.keySet()),
                HandleArray.of(awaited.values()),
                DSL.val(longestWait.toMillis()));
    }

    /** The number of a tenant's computations that wait for an unknown input; counted up to {@code most}. */
    public int count(TenantId tenant, int most) {
        return dsl.resultQuery("""
                        select count(*)::int from (
                            select from computations
                            where tenant_id = {0} and not greatest(is_completed, is_error)
                              and waits_for is not null and unknown_input_deadline is not null
                            order by unknown_input_deadline
                            limit {1}
                        ) as blocked
                        """, DSL.val(tenant.value()), DSL.val(most)).fetchSingle(0, Integer.class);
    }

    /**
     * Unblocks the computations that wait for those of these handles that are stored, and the computations of these
     * handles themselves; notifies workers if there were any. Callers commit the ciphertexts, or the marks, first: if
     * an upload and a submission overlap, the one that commits last then sees the other.
     */
    public void wake(TenantId tenant, Collection<Handle> handles) {
        if (!handles.isEmpty() && unblock(tenant, handles) > 0) {
            new ComputationRepository(dsl).announceWork();
        }
    }

    private int unblock(TenantId tenant, Collection<Handle> handles) {
        return dsl.execute("""
                with stored as materialized (
                    select asked.handle from unnest({1}) as asked(handle)
                    where exists (select from ciphertexts
                                  where ciphertexts.tenant_id = {0} and ciphertexts.handle = asked.handle
                                  offset 0)
                ),
                waiting as materialized (
                    select named.locator
                    from stored
                    cross join lateral (
                        (select ctid as locator from computations
                         where tenant_id = {0} and waits_for = stored.handle
                           and not greatest(is_completed, is_error) and waits_for is not null
                         order by submission
                         limit {2})
                        union all
                        (select ctid as locator from computations
                         where tenant_id = {0} and output_handle = stored.handle
                         limit 1)
                    ) as named
                    limit {2}
                ),
                -- By their locations: a join by name could search among all blocked rows.
                locked as materialized (
                    select ctid as locator from computations
                    where ctid = any(array(select locator from waiting))
                      and least(not is_completed, not is_error) and waits_for is not null
                    for update skip locked
                )
                update computations
                set waits_for = null
                from locked
                where computations.ctid = locked.locator
                """, DSL.val(tenant.value()), HandleArray.of(handles), DSL.val(MOST_WOKEN));
    }
}
