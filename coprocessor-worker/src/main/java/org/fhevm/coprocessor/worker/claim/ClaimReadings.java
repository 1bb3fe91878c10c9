package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Which rows a claim reads, recorded before it reads them. A row that kills the process while it is read ends the
 * claim's transaction, and with it every lease that could tell. The record survives, and the next worker counts a loss
 * on each row in it. A claim that commits removes its record in the same transaction.
 *
 * <p>Nothing is recorded while no worker has fallen silent, since recording makes a claim about a tenth slower. The
 * first worker that a row kills leaves its own row in {@code workers}, which is kept for at least a day: from then on
 * claims are recorded.
 *
 * <p>Recording is one statement on a connection of its own. Its commit does not wait for the disk: the record has to
 * survive the process, not the database. For one thread.
 */
final class ClaimReadings {
    private final Transactions transactions;
    private final UUID worker;
    private final List<QueueRow> recorded = new ArrayList<>();
    private boolean workersFellSilent;
    private boolean onRecord;

    ClaimReadings(Transactions transactions, UUID worker) {
        this.transactions = transactions;
        this.worker = worker;
    }

    /** Begins a claim, which has read nothing yet. */
    void begin() {
        recorded.clear();
    }

    /** Records that the claim is about to read these rows, which it has locked, in addition to earlier ones. */
    void add(Collection<QueueRow> rows) {
        if (rows.isEmpty() || !workersFellSilent) {
            return;
        }
        recorded.addAll(rows);
        onRecord = true;
        List<@Nullable Long> submissions = new ArrayList<>();
        recorded.forEach(row -> submissions.add(row.submission()));
        transactions
                .standalone()
                .execute(
                        """
                        with asynchronous as materialized (select set_config('synchronous_commit', 'off', true))
                        insert into claim_readings (worker_id, places, submissions)
                        select {0}, {1}, {2} from asynchronous
                        on conflict (worker_id)
                        do update set places = excluded.places, submissions = excluded.submissions
                        """,
                        DSL.val(worker),
                        SqlArray.ofTexts(
                                recorded.stream().map(QueueRow::locator).toList()),
                        SqlArray.ofLongs(submissions));
    }

    /** Removes the record when the claim's transaction commits. */
    void end(DSLContext transaction) {
        if (onRecord) {
            transaction.execute("delete from claim_readings where worker_id = {0}", DSL.val(worker));
        }
    }

    /** The claim's transaction has been committed, and the record is gone with it. */
    void committed() {
        onRecord = false;
    }

    /** Checks whether workers have fallen silent, and counts losses on the rows that they were reading. */
    void checkForSilentWorkers(DSLContext transaction) {
        workersFellSilent = transaction
                .resultQuery("select exists (select from workers where expires_at <= now())")
                .fetchSingle(0, Boolean.class);
        countLosses(transaction);
    }

    /**
     * Counts a loss on each row that a worker was reading when it fell silent, as if it had held a lease. A row that
     * changed since then did no harm to the worker that changed it, and has another {@code ctid}. Records without a
     * worker belong to workers that shut down in order, and are only removed.
     */
    private static void countLosses(DSLContext transaction) {
        transaction.execute("""
                with ended as materialized (
                    select claim_readings.worker_id, workers.worker_id is not null as fell_silent
                    from claim_readings left join workers on workers.worker_id = claim_readings.worker_id
                    where workers.expires_at is null or workers.expires_at <= now()
                    for update of claim_readings skip locked
                ),
                removed as (
                    delete from claim_readings using ended
                    where claim_readings.worker_id = ended.worker_id
                    returning claim_readings.places, claim_readings.submissions, ended.fell_silent
                ),
                reading as materialized (
                    select locator::tid as locator, submission, count(*)::int as losses
                    from removed cross join unnest(places, submissions) as read(locator, submission)
                    where fell_silent
                    group by locator, submission
                ),
                locked as materialized (
                    select unchanged.locator, reading.losses
                    from reading
                    cross join lateral (
                        select ctid as locator from computations
                        where ctid = reading.locator and submission is not distinct from reading.submission
                          and least(not is_completed, not is_error)
                        for update skip locked
                    ) as unchanged
                )
                update computations set lost_leases = lost_leases + locked.losses
                from locked
                where computations.ctid = locked.locator
                """);
    }
}
