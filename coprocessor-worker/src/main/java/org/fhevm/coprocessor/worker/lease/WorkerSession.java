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
    /**
     * Rows of workers are kept for at least this long after their expiry; a worker that ends in order removes older
     * ones.
     */
    private static final Duration HISTORY = Duration.ofDays(1);

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

    /** Removes the rows of workers that expired long ago. */
    public void forgetTheLongGone() {
        dsl.execute(
                "delete from workers where expires_at < now() - {0} * interval '1 second'",
                DSL.val(HISTORY.toSeconds()));
    }
}
