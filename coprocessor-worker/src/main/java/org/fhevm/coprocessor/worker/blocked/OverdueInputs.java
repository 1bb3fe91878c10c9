package org.fhevm.coprocessor.worker.blocked;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.fhevm.coprocessor.worker.queue.TenantHandleColumns;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Result;
import org.jooq.impl.DSL;

/**
 * Computations that a server accepted though an input was unknown, on condition that the input comes in time. If the
 * input was announced meanwhile, the computation has no reason to fail. Its deadline is moved, as it may lack another
 * input. So is that of a computation whose tenant is disabled: no input of it can come.
 */
final class OverdueInputs {
    /** Rows of one transaction. */
    static final int MOST_ROWS = 500;

    private static final Duration EXTENSION = Duration.ofMinutes(1);

    /** Longer, so that many such rows are seldom written. */
    private static final Duration EXTENSION_WHILE_DISABLED = Duration.ofMinutes(10);

    private final Transactions transactions;

    OverdueInputs(Transactions transactions) {
        this.transactions = transactions;
    }

    /** Fails computations whose unknown input has not come in time, a bounded number at once. */
    List<Failure> fail() {
        return transactions.call(transaction -> {
            List<Failure> failures = new ArrayList<>();
            List<TenantHandle> known = new ArrayList<>();
            List<TenantHandle> disabled = new ArrayList<>();
            for (Record row : lockOverdue(transaction)) {
                TenantHandle output = QueueRow.name(row, "output_handle");
                if (row.get("is_known", Boolean.class)) {
                    known.add(output);
                } else if (row.get("is_disabled", Boolean.class)) {
                    disabled.add(output);
                } else {
                    failures.add(Failure.ofItself(output, reason(row)));
                }
            }
            FailureMarks.set(transaction, failures);
            extend(transaction, known, EXTENSION);
            extend(transaction, disabled, EXTENSION_WHILE_DISABLED);
            return failures;
        });
    }

    private static Result<Record> lockOverdue(DSLContext transaction) {
        return transaction
                .resultQuery("""
                        select tenant_id, output_handle,
                               case when octet_length(waits_for) <= {1} then waits_for
                                    else substring(waits_for for 32) end as waits_for,
                               case when isfinite(unknown_input_deadline) and isfinite(unknown_input_since)
                                    then extract(epoch from unknown_input_deadline - unknown_input_since)::bigint
                                    end as waited_seconds,
                               exists (select from ciphertexts
                                       where ciphertexts.tenant_id = computations.tenant_id
                                         and ciphertexts.handle = computations.waits_for
                                       offset 0)
                               or exists (select from computations as producer
                                          where producer.tenant_id = computations.tenant_id
                                            and producer.output_handle = computations.waits_for
                                          offset 0) as is_known,
                               exists (select from tenants
                                       where tenants.tenant_id = computations.tenant_id
                                         and tenants.disabled_at is not null
                                       offset 0) as is_disabled
                        from computations
                        where not greatest(is_completed, is_error)
                          and waits_for is not null and unknown_input_deadline <= now()
                        order by unknown_input_deadline
                        limit {0}
                        for update of computations skip locked
                        """, DSL.val(MOST_ROWS), DSL.inline(RowDecoding.LONGEST_HANDLE))
                .fetch();
    }

    private static void extend(DSLContext transaction, List<TenantHandle> outputs, Duration extension) {
        if (outputs.isEmpty()) {
            return;
        }
        TenantHandleColumns rows = TenantHandleColumns.of(outputs);
        transaction.execute("""
                update computations
                set unknown_input_deadline = now() + {2} * interval '1 second'
                from unnest({0}, {1}) as extended(tenant_id, handle)
                cross join lateral (
                    select ctid as locator from computations
                    where tenant_id = extended.tenant_id and output_handle = extended.handle
                    limit 1
                ) as row
                where computations.ctid = row.locator
                """, rows.tenants(), rows.handles(), DSL.val(extension.toSeconds()));
    }

    private static String reason(Record row) {
        Handle input = QueueRow.name(row, "waits_for").handle();
        Long waited = row.get("waited_seconds", Long.class);
        return "input " + input.hex() + " did not arrive " + (waited == null ? "in time" : "within " + words(waited));
    }

    /** The time in the largest unit that gives a whole number. */
    private static String words(long seconds) {
        if (seconds % 3600 == 0) {
            return seconds / 3600 + " h";
        }
        return seconds % 60 == 0 ? seconds / 60 + " min" : seconds + " s";
    }
}
