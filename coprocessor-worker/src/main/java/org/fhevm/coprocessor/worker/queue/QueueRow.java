package org.fhevm.coprocessor.worker.queue;

import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.jooq.Record;
import org.jooq.Result;
import org.jspecify.annotations.Nullable;

/**
 * A locked row of the queue: its name, and the state of its leases. {@link RowContents} reads its operands later, when
 * it is on record that they are read.
 *
 * @param output its name; only the beginning of one that is too long
 * @param excessReason why the row cannot be named, if so
 * @param submission its position in the queue; null if it was inserted without one
 * @param isStored whether a ciphertext is stored under its name already
 * @param lostLeases how many of its leases ended because their worker was lost, including the present one if it has
 *     expired
 * @param lostWorker the beginning of the name of the worker that fell silent with the present lease; null if none did
 * @param locator the row's location in the table, valid while it is locked
 */
public record QueueRow(
        TenantHandle output,
        @Nullable String excessReason,
        @Nullable Long submission,
        int epoch,
        int attempts,
        int lostLeases,
        @Nullable String lostWorker,
        boolean isStored,
        String locator) {
    private static final int SHOWN_OF_EXCESSIVE = 32;
    private static final int SHOWN_OF_WORKER = 100;

    /**
     * The columns that {@link #of} reads. Counts may have any value; none makes a statement fail. A worker that shut
     * down in order has no row any more, so its unfinished computations lose no lease.
     */
    public static final String COLUMNS = """
            computations.ctid::text as locator, tenant_id, octet_length(output_handle) as handle_bytes,
            case when octet_length(output_handle) <= %d then output_handle
                 else substring(output_handle for %d) end as output_handle,
            submission, lease_epoch, greatest(attempts, 0) as attempts,
            least(greatest(lost_leases, 0), 2147483646) as lost_leases,
            (select substring(name for %d) from workers
             where workers.worker_id = computations.lease_worker
               and workers.expires_at <= now()) as lost_worker,
            exists (select from ciphertexts
                    where ciphertexts.tenant_id = computations.tenant_id
                      and ciphertexts.handle = computations.output_handle
                    offset 0) as is_stored
            """.formatted(RowDecoding.LONGEST_HANDLE, SHOWN_OF_EXCESSIVE, SHOWN_OF_WORKER);

    /** Why the row cannot be named, if so. */
    public Optional<String> excess() {
        return Optional.ofNullable(excessReason);
    }

    /** The epoch of the next lease. The smallest number follows the largest, so that every row has a next epoch. */
    public int nextEpoch() {
        return epoch + 1;
    }

    public static List<QueueRow> of(Result<Record> rows) {
        return rows.map(QueueRow::of);
    }

    /** Names from the columns {@code tenant_id} and {@code handle}. */
    public static List<TenantHandle> names(Result<Record> rows) {
        return rows.map(row -> name(row, "handle"));
    }

    public static TenantHandle name(Record row, String handleColumn) {
        return new TenantHandle(
                new TenantId(row.get("tenant_id", Integer.class)),
                Handle.ofAnyLength(row.get(handleColumn, byte[].class)));
    }

    private static QueueRow of(Record row) {
        int handleBytes = row.get("handle_bytes", Integer.class);
        String lostWorker = row.get("lost_worker", String.class);
        return new QueueRow(
                name(row, "output_handle"),
                handleBytes <= RowDecoding.LONGEST_HANDLE ? null : "its handle has " + handleBytes + " bytes",
                row.get("submission", Long.class),
                row.get("lease_epoch", Integer.class),
                row.get("attempts", Integer.class),
                row.get("lost_leases", Integer.class) + (lostWorker == null ? 0 : 1),
                lostWorker,
                row.get("is_stored", Boolean.class),
                row.get("locator", String.class));
    }
}
