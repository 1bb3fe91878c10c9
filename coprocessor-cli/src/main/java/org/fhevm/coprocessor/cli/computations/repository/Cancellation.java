package org.fhevm.coprocessor.cli.computations.repository;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.plan.InputState;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.jooq.DSLContext;
import org.jspecify.annotations.Nullable;

/**
 * Marks pending computations, and those that depend on them, as failed: depth first, in pages with a transaction each.
 * Completed rows and rows that a live worker holds stay as they are; what depends on the latter only stays, too.
 *
 * <p>A value may be needed by a million computations, so neither a transaction nor the memory used here grows with
 * their number. The marks in the database say which rows were met, and from them the walk goes on where it left
 * branches out for lack of memory, or was interrupted. Without a repetition the workers fail the rest: a computation
 * on a failed input fails. Used once, by one thread.
 */
public final class Cancellation {
    /** The reason that cancelled computations have. */
    public static final String REASON = "cancelled by an operator";

    private final Transactions transactions;
    private final CancellableRows rows;
    private final TenantId tenant;
    private final boolean dryRun;
    private final Bounds bounds;
    private final Deque<Branch> branches = new ArrayDeque<>();
    private final Set<Handle> held = new HashSet<>();
    /** What a dry run has counted: it leaves no marks. */
    private final Set<Handle> counted = new HashSet<>();

    private int cancelled;
    private int openInputs;
    private boolean leftOut;

    /** @param dryRun whether to count only, as far as {@link Bounds#counted} */
    public Cancellation(Database database, TenantId tenant, boolean dryRun) {
        this(database, tenant, dryRun, Bounds.DEFAULT);
    }

    /** The same, within other bounds. */
    public Cancellation(Database database, TenantId tenant, boolean dryRun, Bounds bounds) {
        this.transactions = new Transactions(database);
        this.rows = new CancellableRows(tenant);
        this.tenant = tenant;
        this.dryRun = dryRun;
        this.bounds = bounds;
    }

    /**
     * Cancels these computations and those that depend on them.
     *
     * @param before computations that were cancelled before; pending ones that depend on them are cancelled, too
     */
    public Outcome cancel(Collection<Handle> pending, Collection<Handle> before) {
        cancelNamed(pending.stream().sorted().toList());
        spread();
        Set<Handle> roots = new HashSet<>(pending);
        roots.addAll(before);
        boolean goesOn = !before.isEmpty();
        while (goesOn || leftOut) {
            goesOn = false;
            leftOut = false;
            spreadFromMarks(roots);
        }
        return new Outcome(cancelled, held.size(), hasRoom());
    }

    private void cancelNamed(List<Handle> named) {
        for (int from = 0; from < named.size(); from += bounds.page()) {
            SortedMap<Handle, Handle> part = new TreeMap<>();
            named.subList(from, Math.min(from + bounds.page(), named.size()))
                    .forEach(handle -> part.put(handle, handle));
            take(transactions.call(transaction -> cancel(transaction, part, null)));
        }
    }

    /** Cancels what depends on the open branches. */
    private void spread() {
        while (!branches.isEmpty() && hasRoom()) {
            Branch branch = branches.pop();
            openInputs -= branch.roots().size();
            Page page = transactions.call(transaction -> cancelPage(transaction, branch));
            if (page.last() != null) {
                open(new Branch(branch.roots(), page.last()));
            }
            take(page);
        }
    }

    /** Cancels what depends on the rows that were cancelled because of these. */
    private void spreadFromMarks(Set<Handle> roots) {
        Handle after = null;
        SortedMap<Handle, Handle> marked;
        do {
            Handle last = after;
            marked = transactions.call(transaction -> rows.cancelled(transaction, roots, last, bounds.page()));
            openAll(marked);
            spread();
            after = marked.isEmpty() ? null : marked.lastKey();
        } while (marked.size() == bounds.page() && hasRoom());
    }

    /** The next page of the computations that use results of a branch. */
    private Page cancelPage(DSLContext transaction, Branch branch) {
        List<StoredComputation> users = rows.users(transaction, branch.roots().keySet(), branch.after(), bounds.page());
        SortedMap<Handle, Handle> found = new TreeMap<>();
        for (StoredComputation user : users) {
            Handle output = user.output().handle();
            // A clear operand may have the bytes of a handle.
            user.inputs().stream()
                    .filter(input -> branch.roots().containsKey(input) && !counted.contains(output))
                    .findFirst()
                    .ifPresent(input -> found.put(output, branch.roots().get(input)));
        }
        boolean isFull = users.size() == bounds.page();
        return cancel(transaction, found, isFull ? users.getLast().output().handle() : null);
    }

    /** @param found computations, each with its root */
    private Page cancel(DSLContext transaction, SortedMap<Handle, Handle> found, @Nullable Handle last) {
        Set<Handle> free = rows.lockFree(transaction, found.keySet());
        SortedMap<Handle, Handle> taken = new TreeMap<>(found);
        taken.keySet().retainAll(free);
        if (!dryRun) {
            FailureMarks.set(
                    transaction,
                    taken.entrySet().stream()
                            .map(entry -> failure(entry.getKey(), entry.getValue()))
                            .toList());
        }
        Set<Handle> others = new HashSet<>(found.keySet());
        others.removeAll(free);
        return new Page(taken, others, last);
    }

    private Failure failure(Handle output, Handle root) {
        TenantHandle name = new TenantHandle(tenant, output);
        return root.equals(output)
                ? Failure.ofItself(name, REASON)
                : Failure.ofInput(name, new InputState.Failed(root, REASON));
    }

    private void take(Page page) {
        cancelled += page.cancelled().size();
        if (held.size() < bounds.counted()) {
            held.addAll(page.held());
        }
        if (dryRun) {
            counted.addAll(page.cancelled().keySet());
            openAll(page.cancelled());
        } else if (openInputs + page.cancelled().size() <= bounds.open()) {
            openAll(page.cancelled());
        } else {
            leftOut = true;
        }
    }

    private void openAll(SortedMap<Handle, Handle> outputs) {
        SortedMap<Handle, Handle> part = new TreeMap<>();
        for (Map.Entry<Handle, Handle> output : outputs.entrySet()) {
            part.put(output.getKey(), output.getValue());
            if (part.size() == bounds.inputs()) {
                open(new Branch(part, null));
                part = new TreeMap<>();
            }
        }
        if (!part.isEmpty()) {
            open(new Branch(part, null));
        }
    }

    private void open(Branch branch) {
        branches.push(branch);
        openInputs += branch.roots().size();
    }

    /** Whether a dry run goes on counting. */
    private boolean hasRoom() {
        return counted.size() < bounds.counted();
    }

    /**
     * What was done.
     *
     * @param cancelled computations, the named ones among them
     * @param leased computations that depend on them but are being computed, and stay
     * @param isComplete false if there may be more than that, because a dry run has counted all that it counts
     */
    public record Outcome(int cancelled, int leased, boolean isComplete) {}

    /**
     * Bounds of memory and of transactions.
     *
     * @param page computations that one transaction takes
     * @param inputs cancelled results whose users one statement searches; its cost grows with them and the users
     * @param open cancelled results whose users are still to be searched, that are remembered
     * @param counted computations that a dry run counts, and held ones that any run counts, to the next page
     */
    public record Bounds(int page, int inputs, int open, int counted) {
        public static final Bounds DEFAULT = new Bounds(5_000, 100, 100_000, 100_000);
    }

    /**
     * Cancelled results whose users are searched.
     *
     * @param roots the named computation behind each
     * @param after users up to this one are done; null at the beginning
     */
    private record Branch(
            SortedMap<Handle, Handle> roots, @Nullable Handle after) {}

    /**
     * What a transaction did.
     *
     * @param cancelled computations, each with its root
     * @param held computations that a worker holds, or that have ended meanwhile
     * @param last null if there are no more
     */
    private record Page(
            SortedMap<Handle, Handle> cancelled,
            Set<Handle> held,
            @Nullable Handle last) {}
}
