package org.fhevm.coprocessor.worker.claim;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.jooq.Record;
import org.jooq.Result;

/**
 * A locked row of the queue: what it says, and where its leases stand.
 *
 * @param isStored whether there is a ciphertext under its name already, whoever put it there
 * @param lostLeases how many of its leases ended with their worker, a present one that has run out included
 * @param place where it lies in the table, as long as it is locked
 */
record QueueRow(
        TenantHandle output,
        RowDecoding decoding,
        int epoch,
        int attempts,
        int lostLeases,
        boolean isStored,
        String place) {

    /**
     * The columns that {@link #of} reads; operands that are no plain list are none. A worker that ended in order has no row
     * any more, so that what it left unfinished is not held against it.
     */
    static final String COLUMNS = """
            computations.ctid::text as place, tenant_id, output_handle, fhe_operation, output_type, is_scalar, submission, lease_epoch, attempts,
            lost_leases
                + (exists (select from workers
                           where workers.worker_id = computations.lease_worker
                             and workers.expires_at <= now()))::int as lost_leases_now,
            exists (select from ciphertexts
                    where ciphertexts.tenant_id = computations.tenant_id
                      and ciphertexts.handle = computations.output_handle) as is_stored,
            case when coalesce(array_ndims(dependencies), 1) = 1 then dependencies end as operands
            """;

    static List<QueueRow> of(Result<Record> rows) {
        return rows.map(QueueRow::of);
    }

    /** The rows' columns {@code tenant_id} and {@code handle}. */
    static List<TenantHandle> names(Result<Record> rows) {
        return rows.map(row -> name(row, "handle"));
    }

    static TenantHandle name(Record row, String handleColumn) {
        return new TenantHandle(
                new TenantId(row.get("tenant_id", Integer.class)),
                Handle.ofAnyLength(row.get(handleColumn, byte[].class)));
    }

    private static QueueRow of(Record row) {
        TenantHandle output = name(row, "output_handle");
        Long submission = row.get("submission", Long.class);
        RowDecoding decoding = RowDecoding.decode(
                output,
                row.get("fhe_operation", Integer.class),
                row.get("output_type", Integer.class),
                row.get("operands", byte[][].class),
                row.get("is_scalar", Boolean.class),
                submission == null ? Long.MAX_VALUE : submission);
        return new QueueRow(
                output,
                decoding,
                row.get("lease_epoch", Integer.class),
                row.get("attempts", Integer.class),
                row.get("lost_leases_now", Integer.class),
                row.get("is_stored", Boolean.class),
                row.get("place", String.class));
    }
}
