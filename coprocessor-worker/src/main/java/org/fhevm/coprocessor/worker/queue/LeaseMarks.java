package org.fhevm.coprocessor.worker.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Begins and ends leases. Rows are locked by the transaction, except where a method says otherwise. */
public final class LeaseMarks {
    private LeaseMarks() {}

    /**
     * Leases rows to a worker, each with its next epoch, and writes the losses that were counted when the row was read.
     */
    public static void take(DSLContext transaction, UUID worker, List<QueueRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        int leased = transaction.execute(
                """
                update computations
                set lease_worker = {0}, lease_epoch = taken.epoch, waits_for = null, lost_leases = taken.lost
                from unnest({1}, {2}, {3}) as taken(locator, epoch, lost)
                where computations.ctid = taken.locator
                """,
                DSL.val(worker),
                RowLocators.of(rows.stream().map(QueueRow::locator).toList()),
                SqlArray.ofIntegers(rows.stream().map(QueueRow::nextEpoch).toList()),
                SqlArray.ofIntegers(rows.stream().map(QueueRow::lostLeases).toList()));
        RowLocators.requireAll(leased, rows.size());
    }

    /** Returns rows to the queue as they came. */
    public static void release(DSLContext transaction, Collection<String> locators) {
        if (locators.isEmpty()) {
            return;
        }
        transaction.execute("""
                update computations
                set lease_worker = null
                from unnest({0}) as released(locator)
                where computations.ctid = released.locator
                """, RowLocators.of(locators));
    }

    /**
     * Ends the leases that the worker has on these rows. Rows that another transaction has locked are skipped.
     *
     * @param rows that this transaction has not locked
     * @return the rows on which the worker certainly has no lease any more: those that were not skipped, and those that
     *     do not exist
     */
    public static List<TenantHandle> giveBack(DSLContext transaction, UUID worker, List<TenantHandle> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        TenantHandleColumns keys = TenantHandleColumns.of(rows);
        return transaction
                .resultQuery("""
                        with in_doubt as materialized (
                            select * from unnest({0}, {1}) with ordinality as lease(tenant_id, handle, number)
                        ),
                        seen as (
                            select computations.ctid as locator, in_doubt.number
                            from in_doubt
                            join computations on computations.tenant_id = in_doubt.tenant_id
                                             and computations.output_handle = in_doubt.handle
                            for update of computations skip locked
                        ),
                        given_back as (
                            update computations set lease_worker = null
                            from seen
                            where computations.ctid = seen.locator and lease_worker = {2}
                              and least(not is_completed, not is_error)
                        )
                        select number from seen
                        union all
                        select number from in_doubt
                        where not exists (select from computations
                                          where computations.tenant_id = in_doubt.tenant_id
                                            and computations.output_handle = in_doubt.handle
                                          offset 0)
                        """, keys.tenants(), keys.handles(), DSL.val(worker))
                .fetch(row -> rows.get(row.get(0, Integer.class) - 1));
    }

    /** Returns rows to the queue; each can be claimed again after its pause. */
    public static void pause(DSLContext transaction, List<Pause> pauses) {
        if (pauses.isEmpty()) {
            return;
        }
        transaction.execute(
                """
                update computations
                set lease_worker = null, attempts = paused.attempts,
                    next_attempt_at = now() + paused.milliseconds * interval '1 millisecond'
                from unnest({0}, {1}, {2}) as paused(locator, attempts, milliseconds)
                where computations.ctid = paused.locator
                """,
                RowLocators.of(pauses.stream().map(Pause::locator).toList()),
                SqlArray.ofIntegers(pauses.stream().map(Pause::attempts).toList()),
                SqlArray.ofLongs(
                        pauses.stream().map(pause -> pause.length().toMillis()).toList()));
    }

    /**
     * The end of a lease after which a row is paused.
     *
     * @param locator as {@link RowLocators} takes it
     * @param attempts how often the infrastructure has failed the row, this time included
     * @param length of the pause
     */
    public record Pause(String locator, int attempts, Duration length) {}
}
