package org.fhevm.coprocessor.cli.computations.repository;

import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a tenant that are being cancelled, in pages by their names. The statements add zero to the tenant, and
 * keep their conditions apart from the order: otherwise the database would read all rows of the tenant by the key that
 * has the order.
 */
final class CancellableRows {
    private final TenantId tenant;

    CancellableRows(TenantId tenant) {
        this.tenant = tenant;
    }

    /**
     * Locks the pending computations among these that no live worker holds, in order. Those that completed or failed
     * since they were found are left out as well.
     */
    Set<Handle> lockFree(DSLContext transaction, Collection<Handle> outputs) {
        Set<Handle> free = new TreeSet<>();
        transaction
                .resultQuery("""
                        select locked.output_handle
                        from unnest({1}) as asked(handle)
                        cross join lateral (
                            select output_handle, lease_worker from computations
                            where tenant_id = {0} and output_handle = asked.handle
                              and least(not is_completed, not is_error)
                            for update
                        ) as locked
                        where not exists (select from workers
                                          where worker_id = locked.lease_worker and expires_at > now())
                        """, DSL.val(tenant.value()), HandleArray.of(outputs))
                .forEach(row -> free.add(output(row)));
        return free;
    }

    /**
     * Pending computations with one of these among their operands, in order. A clear operand of the same bytes counts,
     * too.
     *
     * @param after the last one of the page before, if there was one
     */
    List<StoredComputation> users(DSLContext transaction, Collection<Handle> inputs, @Nullable Handle after, int most) {
        return transaction
                .resultQuery(
                        """
                        select %s
                        from (
                            select found.output_handle
                            from (
                                select output_handle from computations
                                where tenant_id + 0 = {0} and dependencies && {1}
                                  and least(not is_completed, not is_error)
                                  and octet_length(output_handle) <= %d
                                  and {2}
                                offset 0
                            ) as found
                            order by found.output_handle
                            limit {3}
                        ) as page
                        cross join lateral (
                            select * from computations
                            where tenant_id = {0} and output_handle = page.output_handle
                            limit 1
                        ) as c
                        %s
                        order by c.output_handle
                        """.formatted(
                                StoredComputation.COLUMNS, StoredComputation.LONGEST_NAME, StoredComputation.HOLDER),
                        DSL.val(tenant.value()),
                        HandleArray.of(inputs),
                        isAfter(after),
                        DSL.val(most))
                .fetch(StoredComputation::of);
    }

    /**
     * Computations that have failed as one of these roots, or because of it: each with its root, in order.
     *
     * @param after the last one of the page before, if there was one
     */
    SortedMap<Handle, Handle> cancelled(DSLContext transaction, Set<Handle> roots, @Nullable Handle after, int most) {
        SortedMap<Handle, Handle> found = new TreeMap<>();
        transaction
                .resultQuery(
                        """
                        select found.output_handle, found.error_root
                        from (
                            select output_handle, error_root from computations
                            where tenant_id + 0 = {0} and is_error and least(is_error, not is_completed)
                              and octet_length(output_handle) <= %d
                              and (output_handle = any({1}) or error_root = any({1}))
                              and {2}
                            offset 0
                        ) as found
                        order by found.output_handle
                        limit {3}
                        """.formatted(StoredComputation.LONGEST_NAME),
                        DSL.val(tenant.value()),
                        HandleArray.of(roots),
                        isAfter(after),
                        DSL.val(most))
                .forEach(row -> {
                    Handle output = output(row);
                    found.put(
                            output,
                            roots.contains(output) ? output : Handle.ofAnyLength(row.get("error_root", byte[].class)));
                });
        return found;
    }

    private static Condition isAfter(@Nullable Handle last) {
        return last == null
                ? DSL.trueCondition()
                : DSL.condition("output_handle > {0}", DSL.val(last.bytes(), COMPUTATIONS.OUTPUT_HANDLE));
    }

    private static Handle output(Record row) {
        return Handle.ofAnyLength(row.get("output_handle", byte[].class));
    }
}
