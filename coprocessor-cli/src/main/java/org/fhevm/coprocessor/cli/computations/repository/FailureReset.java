package org.fhevm.coprocessor.cli.computations.repository;

import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record1;
import org.jooq.impl.DSL;

/**
 * Resets failed computations to their state before the first attempt, and wakes the workers. Failed rows are few and
 * have an index, so that a statement finds those of one root without an index of its own.
 *
 * <p>If they are many nevertheless, each part is reset in its own transaction: one statement over all of them could
 * exceed the time limit of statements, and would lock all rows until its end.
 */
public final class FailureReset {
    /**
     * Failed rows that may be reset. A row whose name is longer than this failed because of that, and would fail again.
     */
    private static final Condition FAILED =
            DSL.condition("is_error and least(is_error, not is_completed) and octet_length(output_handle) <= 2048");

    private static final int PART = 5_000;

    private final Transactions transactions;

    public FailureReset(Database database) {
        this.transactions = new Transactions(database);
    }

    /** Number of failed computations that {@link #reset(TenantId, Collection)} would reset. */
    public int count(TenantId tenant, Collection<Handle> roots) {
        return transactions.call(transaction -> transaction.fetchCount(COMPUTATIONS, failedWith(tenant, roots)));
    }

    /** Resets these failed computations and those that failed because of them; returns their number. */
    public int reset(TenantId tenant, Collection<Handle> roots) {
        return resetInParts(tenant, failedWith(tenant, roots));
    }

    /** Number of failed computations of a tenant. */
    public int countAll(TenantId tenant) {
        return transactions.call(transaction -> transaction.fetchCount(COMPUTATIONS, failedOf(tenant)));
    }

    /** Resets all failed computations of a tenant; returns their number. */
    public int resetAll(TenantId tenant) {
        return resetInParts(tenant, failedOf(tenant));
    }

    private static Condition failedOf(TenantId tenant) {
        return COMPUTATIONS.TENANT_ID.eq(tenant.value()).and(FAILED);
    }

    private static Condition failedWith(TenantId tenant, Collection<Handle> roots) {
        return failedOf(tenant)
                .and(DSL.condition("(output_handle = any({0}) or error_root = any({0}))", HandleArray.of(roots)));
    }

    /**
     * Resets the computations that have failed by now, in parts. Without a list made beforehand, a computation that
     * fails again during the reset would be reset again and again.
     */
    private int resetInParts(TenantId tenant, Condition which) {
        List<Handle> failed = transactions.call(transaction -> outputs(transaction, which));
        int count = 0;
        for (int from = 0; from < failed.size(); from += PART) {
            List<Handle> part = failed.subList(from, Math.min(from + PART, failed.size()));
            count += transactions.call(transaction -> reset(transaction, tenant, part));
        }
        return count;
    }

    /**
     * The names of these computations, in the order in which other statements lock rows, too. They are sorted here:
     * asked for this order, the database would read all rows of the tenant by the key that has it.
     */
    private static List<Handle> outputs(DSLContext transaction, Condition which) {
        try (Stream<Record1<byte[]>> rows = transaction
                .select(COMPUTATIONS.OUTPUT_HANDLE)
                .from(COMPUTATIONS)
                .where(which)
                .fetchSize(PART)
                .fetchStream()) {
            return rows.map(row -> Handle.ofAnyLength(row.value1())).sorted().toList();
        }
    }

    private static int reset(DSLContext transaction, TenantId tenant, Collection<Handle> outputs) {
        int count = transaction.execute("""
                update computations
                set is_error = false, error_message = null, error_root = null,
                    unknown_input_since = case when unknown_input_deadline is not null then now() end,
                    unknown_input_deadline = now() + (unknown_input_deadline - unknown_input_since),
                    waits_for = null, lease_worker = null, attempts = 0, lost_leases = 0, next_attempt_at = null
                from (
                    select locked.locator
                    from unnest({1}) as asked(handle)
                    cross join lateral (
                        select ctid as locator from computations
                        where tenant_id = {0} and output_handle = asked.handle
                          and least(is_error, not is_completed)
                        for update
                    ) as locked
                ) as failed
                where computations.ctid = failed.locator
                """, DSL.val(tenant.value()), HandleArray.of(outputs));
        if (count > 0) {
            new ComputationRepository(transaction).announceWork();
        }
        return count;
    }
}
