package org.fhevm.coprocessor.cli.tenant.repository;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Removes what a tenant has computed and stored. Each statement removes a bounded number of rows in a transaction of
 * its own, so that it ends well within its time limit, and locks nothing for long. What was removed stays removed when
 * the work is interrupted, and the next run goes on with the rest.
 *
 * <p>The tenant must be disabled, and nothing of it may be in flight: servers and workers insert rows otherwise.
 */
public final class TenantRows {
    /** Removes the rows that follow the last one of the statement before, and names the last one of its own. */
    private static final String REMOVE_SOME = """
            with batch as materialized (
                select ctid as locator, {1} as row_key from {0}
                where tenant_id = {2} and {1} >= {3}
                order by {1}
                limit {4}
                for update skip locked
            ),
            removed as (
                delete from {0} using batch where {0}.ctid = batch.locator
                returning 1
            )
            select (select count(*) from removed) as removed,
                   (select row_key from batch order by row_key desc limit 1) as last
            """;

    private final Transactions transactions;

    public TenantRows(Database database) {
        this.transactions = new Transactions(database);
    }

    /** Whether a tenant has no row in any of the tables. */
    public boolean areGone(TenantId tenant) {
        return Arrays.stream(Table.values()).noneMatch(table -> has(table, tenant));
    }

    /** Whether a live worker holds a computation of a tenant. */
    public boolean areInFlight(TenantId tenant) {
        return transactions
                .standalone()
                .resultQuery("""
                        select exists (
                            select from (
                                select lease_worker from computations
                                where tenant_id = {0} and not greatest(is_completed, is_error) and waits_for is null
                                order by submission
                                offset 0
                            ) as claimable
                            join workers on workers.worker_id = claimable.lease_worker and workers.expires_at > now())
                        """, DSL.val(tenant.value()))
                .fetchSingle(0, Boolean.class);
    }

    /**
     * Removes all rows of a tenant, table by table.
     *
     * @param progress told of each table, with the number of rows that are removed from it so far
     * @return whether none are left; false if other transactions have locked some
     */
    public boolean removeAll(TenantId tenant, BiConsumer<Table, Long> progress) {
        boolean isComplete = true;
        for (Table table : Table.values()) {
            isComplete &= removeAll(table, tenant, progress);
        }
        return isComplete;
    }

    private boolean removeAll(Table table, TenantId tenant, BiConsumer<Table, Long> progress) {
        long removed = 0;
        byte @Nullable [] last = new byte[0];
        while (last != null) {
            Record some = removeSome(table, tenant, last);
            last = some.get("last", byte[].class);
            removed += some.get("removed", Long.class);
            if (last != null) {
                progress.accept(table, removed);
            }
        }
        return !has(table, tenant);
    }

    private Record removeSome(Table table, TenantId tenant, byte[] from) {
        return transactions.call(transaction -> transaction
                .resultQuery(
                        REMOVE_SOME,
                        DSL.name(table.label()),
                        DSL.name(table.key),
                        DSL.val(tenant.value()),
                        DSL.val(from),
                        DSL.val(table.batch))
                .fetchSingle());
    }

    private boolean has(Table table, TenantId tenant) {
        return transactions
                .standalone()
                .resultQuery(
                        "select exists (select from {0} where tenant_id = {2} order by {1} limit 1)",
                        DSL.name(table.label()), DSL.name(table.key), DSL.val(tenant.value()))
                .fetchSingle(0, Boolean.class);
    }

    /**
     * Removes the row of a disabled tenant that has no other rows, with its API keys, granted certificates and rate
     * limits. Returns whether it was there.
     */
    public boolean removeTenant(TenantId tenant) {
        return transactions.call(transaction -> transaction.execute("""
                        delete from tenants
                        where tenant_id = ? and disabled_at is not null
                        """, tenant.value()) > 0);
    }

    /** The tables with rows of tenants that no foreign key removes, those first that need the others. */
    public enum Table {
        COMPUTATIONS("output_handle", 2000),
        CIPHERTEXTS("handle", 1000),
        /** A row has up to some megabytes. */
        INPUT_BLOBS("blob_hash", 100),
        ATTESTATIONS("handle", 5000);

        private final String key;
        private final int batch;

        Table(String key, int batch) {
            this.key = key;
            this.batch = batch;
        }

        /** The table's name. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
