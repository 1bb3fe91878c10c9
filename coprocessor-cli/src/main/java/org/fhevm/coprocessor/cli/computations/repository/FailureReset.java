package org.fhevm.coprocessor.cli.computations.repository;

import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.util.Collection;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Puts failed computations back into the queue as if they had never been looked at, and wakes the workers. Failed rows are
 * few, and an index leads to them, so a statement finds those of one root without an index of its own.
 */
public final class FailureReset {
    private static final Condition FAILED = DSL.condition("is_error and not is_completed");

    private final Transactions transactions;

    public FailureReset(Database database) {
        this.transactions = new Transactions(database);
    }

    /** How many failed computations {@link #reset(TenantId, Collection)} would put back. */
    public int count(TenantId tenant, Collection<Handle> roots) {
        return transactions.call(transaction -> transaction.fetchCount(COMPUTATIONS, failedWith(tenant, roots)));
    }

    /** Puts back these failed computations and those that failed because of them; says how many. */
    public int reset(TenantId tenant, Collection<Handle> roots) {
        return transactions.call(transaction -> reset(transaction, failedWith(tenant, roots)));
    }

    /** How many failed computations a tenant has. */
    public int countAll(TenantId tenant) {
        return transactions.call(transaction -> transaction.fetchCount(COMPUTATIONS, failedOf(tenant)));
    }

    /** Puts back all failed computations of a tenant; says how many. */
    public int resetAll(TenantId tenant) {
        return transactions.call(transaction -> reset(transaction, failedOf(tenant)));
    }

    private static Condition failedOf(TenantId tenant) {
        return COMPUTATIONS.TENANT_ID.eq(tenant.value()).and(FAILED);
    }

    private static Condition failedWith(TenantId tenant, Collection<Handle> roots) {
        return failedOf(tenant)
                .and(DSL.condition(
                        "(output_handle = any({0}) or error_root = any({0}))", ComputationSearch.array(roots)));
    }

    private static int reset(DSLContext transaction, Condition which) {
        int count = transaction.execute("""
                update computations
                set is_error = false, error_message = null, error_root = null,
                    waits_for = null, lease_worker = null, attempts = 0, lost_leases = 0, next_attempt_at = null
                where {0}
                """, which);
        if (count > 0) {
            new ComputationRepository(transaction).announceWork();
        }
        return count;
    }
}
