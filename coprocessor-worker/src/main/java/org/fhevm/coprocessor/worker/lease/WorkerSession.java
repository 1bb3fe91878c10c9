package org.fhevm.coprocessor.worker.lease;

import java.time.Duration;
import java.util.UUID;
import org.fhevm.coprocessor.database.Database;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * A worker's row in {@code workers}: all its leases hold until that row expires. Times are the database's, so clocks of
 * machines need not agree.
 */
public final class WorkerSession {
    /** Rows of workers are kept for at least this long after their expiry. */
    private static final Duration HISTORY = Duration.ofDays(1);

    /** Rows of workers that one statement removes. */
    private static final int MOST_FORGOTTEN = 1000;

    private final DSLContext dsl;
    private final UUID id;
    private final String name;
    private final Duration lease;

    /** @param name host and process, for operators */
    public WorkerSession(Database database, UUID id, String name, Duration lease) {
        this.dsl = database.dsl();
        this.id = id;
        this.name = name;
        this.lease = lease;
    }

    public UUID id() {
        return id;
    }

    /**
     * Makes the leases last for another term. A worker that was silent for too long comes back the same way: leases
     * that it lost meanwhile have a new owner or epoch, so its writes under them are refused.
     */
    public void renew() {
        dsl.execute("""
                insert into workers (worker_id, name, expires_at)
                values ({0}, {1}, now() + {2} * interval '1 millisecond')
                on conflict (worker_id) do update set expires_at = excluded.expires_at
                """, DSL.val(id), DSL.val(name), DSL.val(lease.toMillis()));
    }

    /** Releases all leases of this worker, and removes its record of rows that it was about to read. */
    public void end() {
        dsl.execute("delete from workers where worker_id = {0}", DSL.val(id));
        dsl.execute("delete from claim_readings where worker_id = {0}", DSL.val(id));
    }

    /**
     * Removes the rows of workers that expired long ago. A worker that crashed cannot remove its own, and while there
     * is one, claims record what they read. Rows that are locked are left for the next time, and so is a worker's row
     * as long as it has a record of rows that it was about to read, whose losses are still to be counted.
     */
    void forgetTheLongGone() {
        dsl.execute("""
                with gone as materialized (
                    select worker_id from workers
                    where expires_at < now() - {0} * interval '1 second'
                      and not exists (select from claim_readings where claim_readings.worker_id = workers.worker_id)
                    limit {1}
                    for update skip locked
                )
                delete from workers using gone where workers.worker_id = gone.worker_id
                """, DSL.val(HISTORY.toSeconds()), DSL.val(MOST_FORGOTTEN));
    }
}
