package org.fhevm.coprocessor.worker.blocked;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.plan.RowDecoding;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.QueueRow;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * A background scan of all awaited inputs: a bounded number at each step, then again from the beginning. It finds
 * inputs whose arrival was not announced, and computations that would wait for each other forever. Used by one thread.
 */
public final class BlockedScan {
    /** Inputs of one step, unless long chains hang on them. */
    private static final int LARGEST_STEP = 1000;

    private static final TenantHandle BEGINNING =
            new TenantHandle(new TenantId(Integer.MIN_VALUE), Handle.ofAnyLength(new byte[0]));

    private final DSLContext dsl;
    private final BlockedMarks marks;
    private final CircularDependencies circles;
    private final OverdueInputs overdue;
    private TenantHandle scannedTo = BEGINNING;
    private int size = LARGEST_STEP;

    public BlockedScan(Database database, BlockedMarks marks) {
        this.dsl = database.dsl();
        this.marks = marks;
        Transactions transactions = new Transactions(database);
        this.circles = new CircularDependencies(dsl, transactions);
        this.overdue = new OverdueInputs(transactions);
    }

    /**
     * Scans the next inputs. In transactions of its own, a step also fails rows that depend on themselves and rows
     * whose unknown input is overdue. It removes no marks: the caller does that, given the findings.
     */
    public Step step() {
        List<TenantHandle> inputs = inputsAfter(scannedTo, size);
        BlockedMarks.Arrived arrived = marks.arrivedAmong(inputs);
        CircularDependencies.Search search = circles.search(
                inputs.stream().filter(input -> !arrived.all().contains(input)).toList());
        advance(inputs, search.wasCutShort());
        List<Failure> failed = new ArrayList<>(overdue.fail());
        search.circles().forEach(circle -> failed.addAll(circles.fail(circle)));
        return new Step(arrived.all(), arrived.failed(), failed);
    }

    /**
     * Inputs with long chains behind them are scanned again, fewer at a time, so that each chain is followed far
     * enough.
     */
    private void advance(List<TenantHandle> inputs, boolean wasCutShort) {
        if (wasCutShort && size > 1) {
            size /= 2;
        } else {
            scannedTo = inputs.size() < size ? BEGINNING : inputs.getLast();
            size = Math.min(LARGEST_STEP, 2 * size);
        }
    }

    /** Awaited inputs in the order of the index, each once even if many rows wait for it. */
    private List<TenantHandle> inputsAfter(TenantHandle last, int limit) {
        return QueueRow.names(dsl.resultQuery(
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
                        DSL.val(limit),
                        DSL.inline(RowDecoding.LONGEST_HANDLE))
                .fetch());
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
