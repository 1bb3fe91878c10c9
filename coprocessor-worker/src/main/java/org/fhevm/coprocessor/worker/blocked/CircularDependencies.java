package org.fhevm.coprocessor.worker.blocked;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.fhevm.coprocessor.worker.queue.TenantHandleColumns;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Computations that depend on themselves. Servers refuse them, but rows inserted by hand can have them, and would wait
 * forever.
 *
 * <p>Each blocked row is marked with one input that it lacks. Following the marks from row to row ends at an input that
 * has not arrived, or that is being computed: then the rows wait, however long that takes. Or it comes back to a row
 * that it met before: each row of such a circle needs the next one, so none can ever be first.
 *
 * <p>A circle of any length is found in the end. When nothing else is missing, following the marks of the remaining
 * rows cannot end anywhere. A circle of which a row also lacks another input is found when that input has arrived. Rows
 * are followed only from where a circle can be: some row of it is last in the queue, so the rows before and after it in
 * the circle are not. Chains in the order of the queue, however long, have no such row.
 *
 * <p>Used by one thread.
 */
final class CircularDependencies {
    /** Rows followed by one step, and rows of a circle that are failed as such; the others fail as their consumers. */
    static final int MOST_ROWS = 5000;

    /** What a statement costs, in rows. */
    private static final int ROWS_FOR_A_STATEMENT = 10;

    /** How many names of a circle an error message lists. */
    private static final int NAMES_LISTED = 4;

    /**
     * Blocked, and not stored: a row whose result is stored blocks none of its consumers. To be searched for by name.
     */
    private static final String BLOCKED = """
            least(not is_completed, not is_error) and octet_length(waits_for) <= %d
            and not exists (select from ciphertexts
                            where ciphertexts.tenant_id = computations.tenant_id
                              and ciphertexts.handle = computations.output_handle
                            offset 0)
            """.formatted(RowDecoding.LONGEST_HANDLE);

    private final DSLContext dsl;
    private final Transactions transactions;
    private final AwaitedInputCursor inputs;
    private final Deque<TenantHandle> starts = new ArrayDeque<>();
    /** Not at an end yet, and longer than one step. */
    private @Nullable ChainWalk unfinished;

    CircularDependencies(DSLContext dsl, Transactions transactions) {
        this.dsl = dsl;
        this.transactions = transactions;
        this.inputs = new AwaitedInputCursor(dsl);
    }

    /**
     * Follows a bounded number of rows, and marks those that are found to depend on themselves as failed.
     *
     * @return the failures that were written
     */
    List<Failure> step() {
        if (unfinished == null && starts.isEmpty()) {
            starts.addAll(lastInTheQueue(inputs.next()));
        }
        List<Failure> failed = new ArrayList<>();
        int remaining = MOST_ROWS;
        while (remaining > 0 && (unfinished != null || !starts.isEmpty())) {
            ChainWalk walk = unfinished == null ? new ChainWalk(starts.removeFirst()) : unfinished;
            List<Edge> path = path(walk.position(), remaining);
            OptionalLong circle = follow(walk, path);
            unfinished = circle.isEmpty() && path.size() == remaining ? walk : null;
            if (circle.isPresent()) {
                failed.addAll(fail(walk.position(), circle.getAsLong()));
            }
            remaining -= Math.max(path.size(), ROWS_FOR_A_STATEMENT);
        }
        return failed;
    }

    private static OptionalLong follow(ChainWalk walk, List<Edge> path) {
        OptionalLong circle = OptionalLong.empty();
        for (int row = 0; row < path.size() && circle.isEmpty(); row++) {
            circle = walk.goTo(path.get(row).input());
        }
        return circle;
    }

    /**
     * Marks rows of a circle as failed, if it still is one.
     *
     * <p>Of a larger circle, {@value #MOST_ROWS} rows are checked and failed, and the others then fail because they
     * depend on these. If the result of one of the others has been stored since the walk came past it, so that the rows
     * could be computed after all, an operator has to retry them.
     *
     * @return the failures that were written; empty if a row has changed meanwhile, or another transaction has locked
     *     it
     */
    private List<Failure> fail(TenantHandle member, long length) {
        int rows = (int) Math.min(length, MOST_ROWS);
        List<Edge> path = path(member, rows);
        if (path.size() < rows || (rows == length && !path.getLast().input().equals(member))) {
            return List.of();
        }
        return transactions.call(transaction -> {
            List<TenantHandle> members = path.stream().map(Edge::row).toList();
            if (!lock(transaction, members).equals(byRow(path))) {
                return List.of();
            }
            List<Failure> failures = new ArrayList<>();
            for (int position = 0; position < rows; position++) {
                failures.add(Failure.ofItself(members.get(position), reason(path, position, length)));
            }
            FailureMarks.set(transaction, failures);
            return failures;
        });
    }

    /**
     * Those of these inputs whose rows are blocked and come last among their neighbours in the queue. A row without a
     * position may be anywhere.
     */
    private List<TenantHandle> lastInTheQueue(Collection<TenantHandle> inputs) {
        if (inputs.isEmpty()) {
            return List.of();
        }
        TenantHandleColumns keys = TenantHandleColumns.of(inputs);
        return QueueRow.names(dsl.resultQuery("""
                        select producer.tenant_id, producer.handle
                        from unnest({0}, {1}) as input(tenant_id, handle)
                        cross join lateral (
                            select tenant_id, output_handle as handle, waits_for, submission from computations
                            where tenant_id = input.tenant_id and output_handle = input.handle and %s
                            limit 1
                        ) as producer
                        where producer.submission is null
                           or (producer.submission >= (
                                   select submission from computations
                                   where tenant_id = producer.tenant_id and waits_for = producer.handle
                                     and not greatest(is_completed, is_error) and waits_for is not null
                                   order by submission
                                   limit 1)
                               and producer.submission >= (
                                   select submission from computations
                                   where tenant_id = producer.tenant_id and output_handle = producer.waits_for
                                     and least(not is_completed, not is_error)
                                   limit 1))
                        """.formatted(BLOCKED), keys.tenants(), keys.handles())
                .fetch());
    }

    /** The rows reached from a row, itself included, each with the input that it waits for, in order. */
    private List<Edge> path(TenantHandle first, int most) {
        TenantHandleColumns key = TenantHandleColumns.of(List.of(first));
        return dsl.resultQuery("""
                        with recursive reached(step, tenant_id, handle, waits_for) as (
                            select 1, row.*
                            from unnest({0}, {1}) as first(tenant_id, handle)
                            cross join lateral (
                                select tenant_id, output_handle, waits_for from computations
                                where tenant_id = first.tenant_id and output_handle = first.handle and %s
                                limit 1
                            ) as row
                            union all
                            select reached.step + 1, row.*
                            from reached
                            cross join lateral (
                                select tenant_id, output_handle, waits_for from computations
                                where tenant_id = reached.tenant_id and output_handle = reached.waits_for and %s
                                limit 1
                            ) as row
                            where reached.step < {2}
                        )
                        select tenant_id, handle, waits_for from reached order by step
                        """.formatted(BLOCKED, BLOCKED), key.tenants(), key.handles(), DSL.val(most))
                .fetch(Edge::of);
    }

    /** Locks those of these rows that still wait, and returns the input of each. */
    private static Map<TenantHandle, TenantHandle> lock(DSLContext transaction, List<TenantHandle> rows) {
        TenantHandleColumns keys = TenantHandleColumns.of(rows);
        return byRow(transaction
                .resultQuery("""
                        select row.*
                        from unnest({0}, {1}) as member(tenant_id, handle)
                        cross join lateral (
                            select tenant_id, output_handle as handle, waits_for from computations
                            where tenant_id = member.tenant_id and output_handle = member.handle and %s
                            limit 1
                            for update skip locked
                        ) as row
                        """.formatted(BLOCKED), keys.tenants(), keys.handles())
                .fetch(Edge::of));
    }

    private static Map<TenantHandle, TenantHandle> byRow(List<Edge> edges) {
        Map<TenantHandle, TenantHandle> inputs = new HashMap<>();
        edges.forEach(edge -> inputs.put(edge.row(), edge.input()));
        return inputs;
    }

    /**
     * Lists the circle beginning with the row itself, since an operator reads the message of that row.
     *
     * @param path the circle, or a part of a longer one
     */
    private static String reason(List<Edge> path, int position, long length) {
        StringBuilder reason = new StringBuilder("has circular dependency and is uncomputable: ")
                .append(path.get(position).row().handle().hex());
        boolean isWhole = length == path.size();
        int listed = Math.min(isWhole ? path.size() : path.size() - position, NAMES_LISTED);
        for (int step = 0; step < listed; step++) {
            reason.append(step == 0 ? " needs " : ", which needs ")
                    .append(path.get((position + step) % path.size())
                            .input()
                            .handle()
                            .hex());
        }
        return length == listed
                ? reason.toString()
                : reason.append(" and so on, ").append(length).append(" in all").toString();
    }

    /** A row and the input that it waits for. */
    private record Edge(TenantHandle row, TenantHandle input) {
        static Edge of(org.jooq.Record row) {
            return new Edge(QueueRow.name(row, "handle"), QueueRow.name(row, "waits_for"));
        }
    }
}
