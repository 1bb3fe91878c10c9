package org.fhevm.coprocessor.worker.queue;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
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
     * Ends those of these leases that the worker has. Rows that another transaction has locked are skipped.
     *
     * @param leases of rows that this transaction has not locked
     * @return the leases that the worker certainly does not have any more, or never had: those of the rows not skipped
     */
    public static List<Lease> giveBack(DSLContext transaction, UUID worker, List<Lease> leases) {
        if (leases.isEmpty()) {
            return List.of();
        }
        TenantHandleColumns keys =
                TenantHandleColumns.of(leases.stream().map(Lease::output).toList());
        return transaction
                .resultQuery(
                        """
                        with seen as (
                            select computations.ctid as locator, in_doubt.epoch, in_doubt.number
                            from unnest({0}, {1}, {2}) with ordinality as in_doubt(tenant_id, handle, epoch, number)
                            join computations on computations.tenant_id = in_doubt.tenant_id
                                             and computations.output_handle = in_doubt.handle
                            for update of computations skip locked
                        ),
                        given_back as (
                            update computations set lease_worker = null
                            from seen
                            where computations.ctid = seen.locator and lease_worker = {3} and lease_epoch = seen.epoch
                              and least(not is_completed, not is_error)
                        )
                        select number from seen
                        """,
                        keys.tenants(),
                        keys.handles(),
                        SqlArray.ofIntegers(leases.stream().map(Lease::epoch).toList()),
                        DSL.val(worker))
                .fetch(row -> leases.get(row.get(0, Integer.class) - 1));
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
