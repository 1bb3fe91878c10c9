package org.fhevm.coprocessor.worker.claim;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.jooq.Record;
import org.jooq.Result;

/** A locked row of the queue: what it says, and where its leases stand. */
record QueueRow(TenantHandle output, RowDecoding decoding, int epoch, int attempts) {

    /** The columns that {@link #of} reads. */
    static final String COLUMNS = """
            tenant_id, output_handle, fhe_operation, output_type, dependencies, is_scalar, submission, lease_epoch, attempts
            """;

    static List<QueueRow> of(Result<Record> rows) {
        return rows.map(QueueRow::of);
    }

    private static QueueRow of(Record row) {
        TenantHandle output = new TenantHandle(
                new TenantId(row.get("tenant_id", Integer.class)),
                Handle.ofAnyLength(row.get("output_handle", byte[].class)));
        RowDecoding decoding = RowDecoding.decode(
                output,
                row.get("fhe_operation", Integer.class),
                row.get("output_type", Integer.class),
                row.get("dependencies", byte[][].class),
                row.get("is_scalar", Boolean.class),
                row.get("submission", Long.class));
        return new QueueRow(
                output, decoding, row.get("lease_epoch", Integer.class), row.get("attempts", Integer.class));
    }
}
