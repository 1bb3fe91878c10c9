package org.fhevm.coprocessor.cli.computations.repository;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.plan.InputState;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Marks pending computations, and those that depend on them, as failed: level by level, in parts with a transaction
 * each. Completed rows and rows that a live worker holds stay as they are; what depends on the latter only stays, too.
 *
 * <p>If the command ends half way, the workers fail the rest: a computation on a failed input fails.
 */
public final class Cancellation {
    /** The reason that cancelled computations have. */
    public static final String REASON = "cancelled by an operator";

    private static final int PART = 500;

    private final Transactions transactions;
    private final TenantId tenant;
    private final boolean dryRun;
    /** The named computation behind each one that was met. */
    private final Map<Handle, Handle> roots = new HashMap<>();

    private int cancelled;
    private int leased;

    /** @param dryRun whether to count only */
    public Cancellation(Database database, TenantId tenant, boolean dryRun) {
        this.transactions = new Transactions(database);
        this.tenant = tenant;
        this.dryRun = dryRun;
    }

    /** Cancels these computations and those that depend on them. To be called once. */
    public Outcome cancel(Collection<Handle> named) {
        named.forEach(handle -> roots.put(handle, handle));
        Set<Handle> level = new TreeSet<>(named);
        while (!level.isEmpty()) {
            List<Handle> all = List.copyOf(level);
            level = new TreeSet<>();
            for (int from = 0; from < all.size(); from += PART) {
                List<Handle> part = all.subList(from, Math.min(from + PART, all.size()));
                level.addAll(transactions.call(transaction -> cancelPart(transaction, part)));
            }
        }
        return new Outcome(cancelled, leased);
    }

    /** Cancels computations, which are sorted, and returns those that use their results and were not met before. */
    private Set<Handle> cancelPart(DSLContext transaction, List<Handle> part) {
        Set<Handle> free = lockFree(transaction, part);
        leased += part.size() - free.size();
        cancelled += free.size();
        if (!dryRun) {
            FailureMarks.set(transaction, free.stream().map(this::failure).toList());
        }
        return free.isEmpty() ? Set.of() : dependents(transaction, free);
    }

    private Failure failure(Handle output) {
        TenantHandle name = new TenantHandle(tenant, output);
        Handle root = root(output);
        return root.equals(output)
                ? Failure.ofItself(name, REASON)
                : Failure.ofInput(name, new InputState.Failed(root, REASON));
    }

    private Handle root(Handle output) {
        return Objects.requireNonNull(roots.get(output), "every computation that was met has a root");
    }

    /**
     * Locks the pending computations among these that no live worker holds. Those that completed or failed since they
     * were found are left out as well, and count as held.
     */
    private Set<Handle> lockFree(DSLContext transaction, List<Handle> outputs) {
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
                .forEach(row -> free.add(Handle.ofAnyLength(row.get("output_handle", byte[].class))));
        return free;
    }

    /** The pending computations with one of these among their encrypted operands. */
    private Set<Handle> dependents(DSLContext transaction, Set<Handle> inputs) {
        List<StoredComputation> users = transaction
                .resultQuery(
                        """
                        select %s
                        from computations as c
                        %s
                        where c.tenant_id = {0} and c.dependencies && {1}
                          and least(not c.is_completed, not c.is_error)
                          and octet_length(c.output_handle) <= %d
                        """.formatted(
                                StoredComputation.COLUMNS, StoredComputation.HOLDER, StoredComputation.LONGEST_NAME),
                        DSL.val(tenant.value()),
                        HandleArray.of(inputs))
                .fetch(StoredComputation::of);
        Set<Handle> found = new HashSet<>();
        for (StoredComputation user : users) {
            Handle output = user.output().handle();
            List<Handle> through = new ArrayList<>(user.inputs());
            through.retainAll(inputs);
            if (!through.isEmpty() && roots.putIfAbsent(output, root(through.getFirst())) == null) {
                found.add(output);
            }
        }
        return found;
    }

    /**
     * What was done.
     *
     * @param cancelled computations, the named ones among them
     * @param leased computations that depend on them but are being computed, and stay
     */
    public record Outcome(int cancelled, int leased) {}
}
