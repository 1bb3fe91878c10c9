package org.fhevm.coprocessor.worker.blocked;

import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Goes through all awaited inputs, a bounded number at each step, then again from the beginning. For one thread. */
final class AwaitedInputCursor {
    private static final int LARGEST_STEP = 1000;

    private static final TenantHandle BEGINNING =
            new TenantHandle(new TenantId(Integer.MIN_VALUE), Handle.ofAnyLength(new byte[0]));

    private final DSLContext dsl;
    private TenantHandle last = BEGINNING;

    AwaitedInputCursor(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** The next inputs in the order of the index, each once even if many rows wait for it. */
    List<TenantHandle> next() {
        List<TenantHandle> inputs = QueueRow.names(dsl.resultQuery(
                        """
                        with recursive input(tenant_id, handle) as (
                            (select tenant_id, waits_for from computations
                             where not greatest(is_completed, is_error) and waits_for is not null
                               and (tenant_id, waits_for) > ({0}, ({1})[1])
                               and octet_length(waits_for) <= {3}
                             order by tenant_id, waits_for limit 1)
                            union all
                            select next.tenant_id, next.waits_for
                            from input
                            cross join lateral (
                                select tenant_id, waits_for from computations
                                where not greatest(is_completed, is_error) and waits_for is not null
                                  and (tenant_id, waits_for) > (input.tenant_id, input.handle)
                                  and octet_length(waits_for) <= {3}
                                order by tenant_id, waits_for limit 1
                            ) as next
                        )
                        select tenant_id, handle from input limit {2}
                        """,
                        DSL.val(last.tenant().value()),
                        HandleArray.of(List.of(last.handle())),
                        DSL.val(LARGEST_STEP),
                        DSL.inline(RowDecoding.LONGEST_HANDLE))
                .fetch());
        last = inputs.size() < LARGEST_STEP ? BEGINNING : inputs.getLast();
        return inputs;
    }
}
