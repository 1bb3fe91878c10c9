package org.fhevm.coprocessor.worker.queue;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/**
 * A row as its last lease left it.
 *
 * @param isOurs whether the lease is of the worker that asks
 * @param locator as {@link RowLocators} takes it
 */
public record LeasedRow(int epoch, boolean isOurs, boolean isCompleted, boolean isError, String locator) {
    /**
     * Locks the pending rows that still have these leases of the worker. Rows that another transaction has locked are
     * skipped.
     */
    public static Map<TenantHandle, LeasedRow> lock(DSLContext transaction, UUID worker, Collection<Lease> leases) {
        return query(transaction, worker, leases, """
                and lease_worker = {3} and least(not is_completed, not is_error)
                limit 1
                for update skip locked
                """);
    }

    /** The rows that still have the epochs of these leases, pending or not, of any worker. */
    public static Map<TenantHandle, LeasedRow> find(DSLContext transaction, UUID worker, Collection<Lease> leases) {
        return query(transaction, worker, leases, "limit 1");
    }

    private static Map<TenantHandle, LeasedRow> query(
            DSLContext transaction, UUID worker, Collection<Lease> leases, String condition) {
        if (leases.isEmpty()) {
            return Map.of();
        }
        TenantHandleColumns keys =
                TenantHandleColumns.of(leases.stream().map(Lease::output).toList());
        List<Integer> epochs = leases.stream().map(Lease::epoch).toList();
        Result<Record> found = transaction
                .resultQuery(
                        """
                        select row.*
                        from unnest({0}, {1}, {2}) as lease(tenant_id, handle, epoch)
                        cross join lateral (
                            select ctid::text as locator, tenant_id, output_handle, lease_epoch, is_completed, is_error,
                                   coalesce(lease_worker = {3}, false) as is_ours
                            from computations
                            where tenant_id = lease.tenant_id and output_handle = lease.handle
                              and lease_epoch = lease.epoch
                            %s
                        ) as row
                        """.formatted(condition),
                        keys.tenants(),
                        keys.handles(),
                        SqlArray.ofIntegers(epochs),
                        DSL.val(worker))
                .fetch();
        Map<TenantHandle, LeasedRow> rows = new HashMap<>();
        found.forEach(row -> rows.put(QueueRow.name(row, "output_handle"), of(row)));
        return rows;
    }

    private static LeasedRow of(Record row) {
        return new LeasedRow(
                row.get("lease_epoch", Integer.class),
                row.get("is_ours", Boolean.class),
                row.get("is_completed", Boolean.class),
                row.get("is_error", Boolean.class),
                row.get("locator", String.class));
    }
}
