package org.fhevm.coprocessor.worker;

import java.sql.Connection;
import java.sql.SQLException;
import org.fhevm.coprocessor.database.Database;

/** Commits of transactions that change one column of one computation wait until {@link #release}. */
public final class HeldCommit implements AutoCloseable {
    private final Database database;
    private final Connection holder;

    public HeldCommit(Database database, String column, String handle) throws SQLException {
        this.database = database;
        this.holder = database.openDedicatedConnection();
        holder.createStatement().execute("select pg_advisory_lock(1)");
        database.dsl().execute("""
                create function wait_at_commit() returns trigger language plpgsql as
                $$ begin perform pg_advisory_xact_lock_shared(1); return null; end $$
                """);
        database.dsl()
                .execute("create constraint trigger held_commit after update of " + column + " on computations"
                        + " deferrable initially deferred for each row when (new.output_handle = '" + handle + "')"
                        + " execute function wait_at_commit()");
    }

    public void release() throws SQLException {
        holder.close();
    }

    @Override
    public void close() throws SQLException {
        release();
        database.dsl().execute("drop function wait_at_commit cascade");
    }
}
