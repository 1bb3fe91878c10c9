package org.fhevm.coprocessor.worker.blocked;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.fhevm.coprocessor.worker.queue.TenantHandleColumns;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Computations that depend on themselves. Servers refuse them, but rows inserted by hand can have them, and would wait
 * forever.
 *
 * <p>Each blocked row is marked with one input that it lacks. Following the marks from row to row ends at an input that
 * has not arrived, or that is being computed: then the rows wait, however long that takes. Or it comes back to a row
 * that it met before: each row of such a circle needs the next one, so none can ever be first.
 *
 * <p>Every circle of up to {@value #MOST_ROWS} rows is found in the end. When nothing else is missing, following the
 * marks of the remaining rows cannot end anywhere. A circle of which a row also lacks another input is found when that
 * input has arrived. The rows of a longer circle go on waiting.
 */
final class CircularDependencies {
    /** Rows followed by one search, which bounds the length of the circles that are found. */
    private static final int MOST_ROWS = 5000;

    /** How many names of a circle an error message lists. */
    private static final int NAMES_LISTED = 4;

    private final DSLContext dsl;
    private final Transactions transactions;

    CircularDependencies(DSLContext dsl, Transactions transactions) {
        this.dsl = dsl;
        this.transactions = transactions;
    }

    /** Searches the rows behind awaited inputs for circles. */
    Search search(Collection<TenantHandle> inputs) {
        if (inputs.isEmpty()) {
            return new Search(List.of(), false);
        }
        Map<TenantHandle, TenantHandle> awaited = follow(inputs);
        List<List<TenantHandle>> circles = new ArrayList<>();
        Set<TenantHandle> seen = new HashSet<>();
        for (TenantHandle start : awaited.keySet()) {
            List<TenantHandle> path = new ArrayList<>();
            TenantHandle row = start;
            while (awaited.containsKey(row) && seen.add(row)) {
                path.add(row);
                row = awaited.get(row);
            }
            int again = path.indexOf(row);
            if (again >= 0) {
                circles.add(List.copyOf(path.subList(again, path.size())));
            }
        }
        return new Search(circles, awaited.size() >= MOST_ROWS);
    }

    /**
     * Marks the rows of a circle as failed, if it still is one.
     *
     * @return the failures that were written; empty if a row has changed meanwhile, or another transaction has locked
     *     it
     */
    List<Failure> fail(List<TenantHandle> circle) {
        return transactions.call(transaction -> {
            if (!lock(transaction, circle).equals(edgesOf(circle))) {
                return List.of();
            }
            List<Failure> failures = new ArrayList<>();
            for (int position = 0; position < circle.size(); position++) {
                failures.add(Failure.ofItself(circle.get(position), reason(circle, position)));
            }
            FailureMarks.set(transaction, failures);
            return failures;
        });
    }

    /**
     * Blocked rows reached from the given inputs, each with the input that it waits for. The union drops rows that were
     * reached before, so a circle ends the recursion.
     */
    private Map<TenantHandle, TenantHandle> follow(Collection<TenantHandle> inputs) {
        TenantHandleColumns keys = TenantHandleColumns.of(inputs);
        return edges(dsl.resultQuery(
                        """
                        with recursive reached(tenant_id, handle, waits_for) as (
                            select waiting.*
                            from unnest({0}, {1}) as input(tenant_id, handle)
                            cross join lateral (
                                select tenant_id, output_handle, waits_for from computations
                                where tenant_id = input.tenant_id and output_handle = input.handle
                                  and least(not is_completed, not is_error) and octet_length(waits_for) <= {3}
                                limit 1
                            ) as waiting
                            union
                            select waiting.*
                            from reached
                            cross join lateral (
                                select tenant_id, output_handle, waits_for from computations
                                where tenant_id = reached.tenant_id and output_handle = reached.waits_for
                                  and least(not is_completed, not is_error) and octet_length(waits_for) <= {3}
                                limit 1
                            ) as waiting
                        )
                        select tenant_id, handle, waits_for from reached limit {2}
                        """, keys.tenants(), keys.handles(), DSL.val(MOST_ROWS), DSL.inline(RowDecoding.LONGEST_HANDLE))
                .fetch());
    }

    /**
     * Locks the rows that still wait. A row whose result is stored blocks none of its consumers, so it is left out.
     */
    private static Map<TenantHandle, TenantHandle> lock(DSLContext transaction, List<TenantHandle> circle) {
        TenantHandleColumns keys = TenantHandleColumns.of(circle);
        return edges(
                transaction.resultQuery("""
                        select row.*
                        from unnest({0}, {1}) as member(tenant_id, handle)
                        cross join lateral (
                            select tenant_id, output_handle as handle, waits_for from computations
                            where tenant_id = member.tenant_id and output_handle = member.handle
                              and least(not is_completed, not is_error) and waits_for is not null
                              and not exists (select from ciphertexts
                                              where ciphertexts.tenant_id = computations.tenant_id
                                                and ciphertexts.handle = computations.output_handle
                                              offset 0)
                            limit 1
                            for update skip locked
                        ) as row
                        """, keys.tenants(), keys.handles()).fetch());
    }

    private static Map<TenantHandle, TenantHandle> edges(List<org.jooq.Record> rows) {
        Map<TenantHandle, TenantHandle> edges = new HashMap<>();
        rows.forEach(row -> edges.put(QueueRow.name(row, "handle"), QueueRow.name(row, "waits_for")));
        return edges;
    }

    private static Map<TenantHandle, TenantHandle> edgesOf(List<TenantHandle> circle) {
        Map<TenantHandle, TenantHandle> edges = new HashMap<>();
        for (int position = 0; position < circle.size(); position++) {
            edges.put(circle.get(position), circle.get((position + 1) % circle.size()));
        }
        return edges;
    }

    /** Lists the circle beginning with the row itself, since an operator reads the message of that row. */
    private static String reason(List<TenantHandle> circle, int position) {
        StringBuilder reason = new StringBuilder("has circular dependency and is uncomputable: ")
                .append(circle.get(position).handle().hex());
        int listed = Math.min(circle.size(), NAMES_LISTED);
        for (int step = 1; step <= listed; step++) {
            reason.append(step == 1 ? " needs " : ", which needs ")
                    .append(circle.get((position + step) % circle.size())
                            .handle()
                            .hex());
        }
        return circle.size() <= listed
                ? reason.toString()
                : reason.append(" and so on, ")
                        .append(circle.size())
                        .append(" in all")
                        .toString();
    }

    /**
     * What a search found.
     *
     * @param circles in each, the input of a row is the row after it, and that of the last one is the first
     * @param wasCutShort whether there may be more rows behind the given inputs than one search follows
     */
    record Search(List<List<TenantHandle>> circles, boolean wasCutShort) {}
}
