package org.fhevm.coprocessor.worker.queue;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.fhevm.coprocessor.worker.plan.InputState;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/** Marks computations as failed for good. They stay in the table with the reason, but leave the queue. */
public final class FailureMarks {
    private static final int LONGEST_REASON = 2000;

    /** Bytes of the longest reason, with the sign that it is cut. */
    public static final int MAXIMUM_REASON_BYTES = 3 * LONGEST_REASON + 3;

    private FailureMarks() {}

    /** Marks rows that the transaction has locked. */
    public static void set(DSLContext transaction, List<Failure> failures) {
        if (failures.isEmpty()) {
            return;
        }
        TenantHandleColumns rows =
                TenantHandleColumns.of(failures.stream().map(Failure::output).toList());
        List<String> reasons =
                failures.stream().map(failure -> storable(failure.reason())).toList();
        List<@Nullable Handle> roots = new ArrayList<>();
        failures.forEach(failure -> roots.add(failure.root()));
        transaction.execute("""
                update computations
                set is_error = true, error_message = failed.reason, error_root = failed.root,
                    lease_worker = null, waits_for = null
                from unnest({0}, {1}, {2}, {3}) as failed(tenant_id, handle, reason, root)
                cross join lateral (
                    select ctid as locator from computations
                    where tenant_id = failed.tenant_id and output_handle = failed.handle
                    limit 1
                ) as row
                where computations.ctid = row.locator
                """, rows.tenants(), rows.handles(), SqlArray.ofTexts(reasons), HandleArray.of(roots));
    }

    /** Marks locked rows whose names are too long to be read. */
    public static void setUnnameable(DSLContext transaction, List<QueueRow> rows) {
        if (rows.isEmpty()) {
            return;
        }
        int marked = transaction.execute(
                """
                update computations
                set is_error = true, error_message = failed.reason, lease_worker = null, waits_for = null
                from unnest({0}, {1}) as failed(locator, reason)
                where computations.ctid = failed.locator
                """,
                RowLocators.of(rows.stream().map(QueueRow::locator).toList()),
                SqlArray.ofTexts(
                        rows.stream().flatMap(row -> row.excess().stream()).toList()));
        RowLocators.requireAll(marked, rows.size());
    }

    /** PostgreSQL's text cannot hold the zero character, and people read the reason. */
    private static String storable(String reason) {
        String text = reason.replace('\0', '?');
        return text.length() <= LONGEST_REASON ? text : text.substring(0, LONGEST_REASON) + "…";
    }

    /**
     * A failed computation.
     *
     * @param root the computation in which the failure began, if it is another one
     */
    public record Failure(
            TenantHandle output, String reason, @Nullable Handle root) {
        public static Failure ofItself(TenantHandle output, String reason) {
            return new Failure(output, reason, null);
        }

        /** The failure of a computation that was never begun, because one of its inputs failed. */
        public static Failure ofInput(TenantHandle output, InputState.Failed input) {
            String reason = "depends on " + input.root().hex() + ", which failed: " + input.reason();
            return new Failure(output, reason, input.root());
        }
    }
}
