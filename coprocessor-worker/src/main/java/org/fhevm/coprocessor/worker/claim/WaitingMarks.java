package org.fhevm.coprocessor.worker.claim;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.plan.Readiness;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;
import org.jspecify.annotations.Nullable;

/**
 * The marks of rows that wait. Marks are set inside a claim; they are removed by statements of their own, after what they
 * react to is committed (the package description says why that order matters). Removing skips rows that somebody has
 * locked: a reference worker may hold them for minutes, and the walk comes round again.
 */
public final class WaitingMarks {
    /** Marks looked at by one step of the walk. */
    private static final int STEP = 1000;

    private final DSLContext dsl;
    private @Nullable TenantHandle walkedTo;

    public WaitingMarks(Database database) {
        this.dsl = database.dsl();
    }

    /** Marks locked rows; part of a claim's transaction. */
    static void set(DSLContext transaction, List<Readiness.Waiting> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        HandleArrays rows = HandleArrays.of(
                waiting.stream().map(row -> row.computation().output()).toList());
        Field<byte[][]> inputs = DSL.val(
                waiting.stream().map(row -> row.input().bytes()).toArray(byte[][]::new), SQLDataType.BLOB.array());
        transaction.execute("""
                update computations
                set waits_for = marked.input, lease_worker = null
                from unnest({0}, {1}, {2}) as marked(tenant_id, handle, input)
                where computations.tenant_id = marked.tenant_id and computations.output_handle = marked.handle
                """, rows.tenants(), rows.handles(), inputs);
    }

    /**
     * Removes the marks of rows that wait for one of these results, and tells other workers if there were any.
     *
     * @param results stored, or failed for good
     * @return how many rows can be looked at again
     */
    public int remove(Collection<TenantHandle> results) {
        if (results.isEmpty()) {
            return 0;
        }
        HandleArrays keys = HandleArrays.of(results);
        int removed = dsl.execute("""
                update computations
                set waits_for = null
                where (tenant_id, output_handle) in (
                    select waiting.tenant_id, waiting.output_handle
                    from unnest({0}, {1}) as result(tenant_id, handle)
                    join computations as waiting
                      on waiting.tenant_id = result.tenant_id and waiting.waits_for = result.handle
                     and not waiting.is_completed and not waiting.is_error and waiting.waits_for is not null
                    for update of waiting skip locked
                )
                """, keys.tenants(), keys.handles());
        if (removed > 0) {
            new ComputationRepository(dsl).announceWork();
        }
        return removed;
    }

    /** Removes the marks just set whose inputs have arrived or failed meanwhile. */
    int removeOutdated(List<Readiness.Waiting> justSet) {
        return remove(arrived(justSet.stream()
                .map(row -> row.computation().scoped(row.input()))
                .distinct()
                .toList()));
    }

    /**
     * Takes the walk round all marks a step further.
     *
     * @return how many rows can be looked at again
     */
    public int walk() {
        List<TenantHandle> step = inputsAfter(walkedTo);
        walkedTo = step.size() < STEP ? null : step.getLast();
        return step.isEmpty() ? 0 : remove(arrived(step));
    }

    /** Inputs that are waited for, each once however many rows wait for it, in the order of the index. */
    private List<TenantHandle> inputsAfter(@Nullable TenantHandle last) {
        TenantHandle from = last == null
                ? new TenantHandle(new TenantId(Integer.MIN_VALUE), Handle.ofAnyLength(new byte[0]))
                : last;
        return keys(dsl.resultQuery(
                        """
                        with recursive input(tenant_id, handle) as (
                            (select tenant_id, waits_for from computations
                             where not is_completed and not is_error and waits_for is not null
                               and (tenant_id, waits_for) > ({0}, {1})
                             order by tenant_id, waits_for limit 1)
                            union all
                            select next.tenant_id, next.waits_for
                            from input
                            cross join lateral (
                                select tenant_id, waits_for from computations
                                where not is_completed and not is_error and waits_for is not null
                                  and (tenant_id, waits_for) > (input.tenant_id, input.handle)
                                order by tenant_id, waits_for limit 1
                            ) as next
                        )
                        select tenant_id, handle from input limit {2}
                        """,
                        DSL.val(from.tenant().value()), DSL.val(from.handle().bytes()), DSL.val(STEP))
                .fetch());
    }

    private List<TenantHandle> arrived(Collection<TenantHandle> inputs) {
        if (inputs.isEmpty()) {
            return List.of();
        }
        HandleArrays keys = HandleArrays.of(inputs);
        return keys(dsl.resultQuery("""
                        select input.tenant_id, input.handle
                        from unnest({0}, {1}) as input(tenant_id, handle)
                        where exists (select from ciphertexts
                                      where ciphertexts.tenant_id = input.tenant_id
                                        and ciphertexts.handle = input.handle)
                           or exists (select from computations
                                      where computations.tenant_id = input.tenant_id
                                        and computations.output_handle = input.handle and computations.is_error)
                        """, keys.tenants(), keys.handles()).fetch());
    }

    private static List<TenantHandle> keys(List<Record> rows) {
        List<TenantHandle> keys = new ArrayList<>(rows.size());
        for (Record row : rows) {
            keys.add(new TenantHandle(
                    new TenantId(row.get("tenant_id", Integer.class)),
                    Handle.ofAnyLength(row.get("handle", byte[].class))));
        }
        return keys;
    }
}
