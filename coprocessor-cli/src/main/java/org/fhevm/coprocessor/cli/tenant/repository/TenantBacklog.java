package org.fhevm.coprocessor.cli.tenant.repository;

import java.time.Duration;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * How much a tenant has in the tables. Each number is counted up to {@link #COUNTED_EXACTLY} rows, in the order of an
 * index, so that the cost does not grow with the tables. The index of failed rows has those of all tenants: as many of
 * them are read.
 *
 * @param claimable computations that a worker may take, and those in flight
 * @param inFlight computations that a worker holds, among the oldest claimable ones
 * @param blocked computations that wait for an input
 * @param failed computations that failed for good
 * @param ciphertexts stored values
 */
public record TenantBacklog(Count claimable, Count inFlight, Count blocked, Count failed, Count ciphertexts) {
    public static final int COUNTED_EXACTLY = 10_000;

    private static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    private static final String COUNTS = """
            with claimable as materialized (
                select lease_worker from computations
                where tenant_id = {0} and not greatest(is_completed, is_error) and waits_for is null
                order by submission limit {1} + 1
            ),
            failed as materialized (
                select tenant_id from computations
                where is_error and least(is_error, not is_completed)
                limit {1} + 1
            )
            select (select count(*) from claimable) as claimable,
                   (select count(*) from claimable
                    join workers on workers.worker_id = claimable.lease_worker and workers.expires_at > now())
                       as in_flight,
                   (select count(*) from (
                        select from computations
                        where tenant_id = {0} and not greatest(is_completed, is_error) and waits_for is not null
                        order by waits_for, submission limit {1} + 1) as first) as blocked,
                   (select count(*) from failed where tenant_id = {0}) as failed,
                   (select count(*) from failed) as failed_of_all,
                   (select count(*) from (
                        select from ciphertexts where tenant_id = {0}
                        order by handle, ciphertext_version limit {1} + 1) as first) as ciphertexts
            """;

    /** Counts the rows of a tenant. */
    public static TenantBacklog of(Database database, TenantId tenant) {
        return new Transactions(database).call(transaction -> {
            transaction.execute("set transaction read only");
            transaction.execute("set local statement_timeout = " + TIME_LIMIT.toMillis());
            return backlog(transaction
                    .resultQuery(COUNTS, DSL.val(tenant.value()), DSL.inline(COUNTED_EXACTLY))
                    .fetchSingle());
        });
    }

    private static TenantBacklog backlog(Record row) {
        Count claimable = count(row, "claimable");
        return new TenantBacklog(
                claimable,
                new Count(row.get("in_flight", Long.class), claimable.isWhole()),
                count(row, "blocked"),
                new Count(
                        Math.min(row.get("failed", Long.class), COUNTED_EXACTLY),
                        row.get("failed_of_all", Long.class) <= COUNTED_EXACTLY),
                count(row, "ciphertexts"));
    }

    private static Count count(Record row, String column) {
        long counted = row.get(column, Long.class);
        return new Count(Math.min(counted, COUNTED_EXACTLY), counted <= COUNTED_EXACTLY);
    }

    /**
     * A number of rows.
     *
     * @param isWhole whether there are no more than those that were counted
     */
    public record Count(long number, boolean isWhole) {
        @Override
        public String toString() {
            return isWhole ? Long.toString(number) : number + " or more";
        }
    }
}
