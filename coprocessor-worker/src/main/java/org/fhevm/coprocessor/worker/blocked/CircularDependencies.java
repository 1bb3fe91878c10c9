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
 * Computations that depend on themselves. Servers refuse them; rows inserted by hand can still have them, and would wait
 * for ever.
 *
 * <p>Every waiting row is marked with one input it lacks. Following the marks from row to row ends where something has not
 * arrived, or is being computed: that is waiting, however long it takes. Or it comes back to where it was: each of those
 * rows needs the next, and none can ever be first. Every circle shows itself in the end: when
 * nothing else is lacking, following the marks of the rows that are left cannot end anywhere. One of which a row lacks
 * something else too is found when that has arrived.
 */
final class CircularDependencies {
    /** Rows followed by one search, and so the length of the longest circle that is found. */
    private static final int MOST_ROWS = 5000;

    /** Names of a circle that an error message lists. */
    private static final int NAMES_LISTED = 4;

    private final DSLContext dsl;
    private final Transactions transactions;

    CircularDependencies(DSLContext dsl, Transactions transactions) {
        this.dsl = dsl;
        this.transactions = transactions;
    }

    /**
     * What was found.
     *
     * @param circles each row's input is the row after it, and the last one's the first
     * @param wasCutShort whether there is more behind the given inputs than one search looks at
     */
    record Search(List<List<TenantHandle>> circles, boolean wasCutShort) {}

    /** Looks for circles behind inputs that are waited for. */
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
     * @return what was marked; nothing if a row has changed meanwhile, or somebody has it locked
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
     * Waiting rows reached from the given ones, with what each waits for. The union drops what was reached before, so that
     * a circle ends it.
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

    /** The locked rows that still wait. One whose result is stored holds up none of its consumers, whatever it waits for. */
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

    /** Round the circle from the row itself, which is where its reader looks from. */
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
}
