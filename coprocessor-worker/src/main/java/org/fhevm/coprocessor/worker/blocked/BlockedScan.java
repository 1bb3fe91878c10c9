package org.fhevm.coprocessor.worker.blocked;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;

/**
 * A background scan of all awaited inputs: a bounded number at each step, then again from the beginning. It finds
 * inputs whose arrival was not announced, and computations that would wait for each other forever. Used by one thread.
 */
public final class BlockedScan {
    private final BlockedMarks marks;
    private final AwaitedInputCursor inputs;
    private final CircularDependencies circles;
    private final OverdueInputs overdue;

    public BlockedScan(Database database, BlockedMarks marks) {
        this.marks = marks;
        Transactions transactions = new Transactions(database);
        this.inputs = new AwaitedInputCursor(database.dsl());
        this.circles = new CircularDependencies(database.dsl(), transactions);
        this.overdue = new OverdueInputs(transactions);
    }

    /**
     * Scans the next inputs. In transactions of its own, a step also fails rows that depend on themselves and rows
     * whose unknown input is overdue. It removes no marks: the caller does that, given the findings.
     */
    public Step step() {
        BlockedMarks.Arrived arrived = marks.arrivedAmong(inputs.next());
        List<Failure> failed = new ArrayList<>(overdue.fail());
        failed.addAll(circles.step());
        return new Step(arrived.all(), arrived.failed(), failed);
    }

    /**
     * The findings of one step.
     *
     * @param arrived inputs that exist or failed, though rows are marked as waiting for them
     * @param arrivedAsFailed those of them that failed and are not stored
     * @param failed computations that this step failed: they depend on themselves, or their input is overdue
     */
    public record Step(Set<TenantHandle> arrived, Set<TenantHandle> arrivedAsFailed, List<Failure> failed) {}
}
