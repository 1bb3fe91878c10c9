package org.fhevm.coprocessor.common.repository;

import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Computations as the server sees them: stored once, and announced. */
public final class ComputationRepository {
    /** Workers listen here. The name is part of the interface: the reference's daemons use it too. */
    public static final String WORK_AVAILABLE = "work_available";

    private final DSLContext dsl;

    public ComputationRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Stores computations; one whose result has a name that is taken is left as it was. To be called within a
     * transaction: the rows are written in the order of their names, so that of several transactions with rows in common
     * one waits for the other, and never both for each other.
     *
     * @param computations each after those whose results it uses: their positions in the queue follow this order
     * @return how many were new
     */
    public int insert(TenantId tenant, List<NewComputation> computations) {
        Set<Handle> known =
                stored(tenant, computations.stream().map(NewComputation::output).toList());
        List<NewComputation> added = computations.stream()
                .filter(computation -> !known.contains(computation.output()))
                .toList();
        if (!added.isEmpty()) {
            insert(tenant, placed(added));
        }
        return added.size();
    }

    private record Placed(NewComputation computation, long submission) {
        Handle output() {
            return computation.output();
        }
    }

    /** With their positions in the queue, in the order of their names. */
    private List<Placed> placed(List<NewComputation> computations) {
        long[] positions = dsl
                .fetch(
                        "select nextval('computations_submission_seq') from generate_series(1, {0})",
                        DSL.val(computations.size()))
                .stream()
                .mapToLong(row -> row.get(0, Long.class))
                .sorted()
                .toArray();
        return IntStream.range(0, positions.length)
                .mapToObj(index -> new Placed(computations.get(index), positions[index]))
                .sorted(Comparator.comparing(Placed::output))
                .toList();
    }

    private void insert(TenantId tenant, Collection<Placed> rows) {
        BatchBindStep batch = dsl.batch(dsl.insertInto(
                        COMPUTATIONS,
                        COMPUTATIONS.TENANT_ID,
                        COMPUTATIONS.OUTPUT_HANDLE,
                        COMPUTATIONS.OUTPUT_TYPE,
                        COMPUTATIONS.DEPENDENCIES,
                        COMPUTATIONS.FHE_OPERATION,
                        COMPUTATIONS.IS_SCALAR,
                        COMPUTATIONS.SUBMISSION)
                .values(
                        DSL.val((Integer) null, COMPUTATIONS.TENANT_ID),
                        DSL.val((byte[]) null, COMPUTATIONS.OUTPUT_HANDLE),
                        DSL.val((Short) null, COMPUTATIONS.OUTPUT_TYPE),
                        SqlArray.ofBytes(null),
                        DSL.val((Short) null, COMPUTATIONS.FHE_OPERATION),
                        DSL.val((Boolean) null, COMPUTATIONS.IS_SCALAR),
                        DSL.val((Long) null, COMPUTATIONS.SUBMISSION))
                .onConflictDoNothing());
        for (Placed row : rows) {
            NewComputation computation = row.computation();
            batch = batch.bind(
                    tenant.value(),
                    computation.output().bytes(),
                    (short) computation.type().code(),
                    computation.operands().toArray(byte[][]::new),
                    (short) computation.operation().code(),
                    computation.hasScalar(),
                    row.submission());
        }
        batch.execute();
    }

    /** Wakes the workers when the surrounding transaction commits. */
    public void announceWork() {
        dsl.execute("select pg_notify(?, '')", WORK_AVAILABLE);
    }

    Set<Handle> stored(TenantId tenant, Collection<Handle> handles) {
        Set<Handle> found = new HashSet<>();
        List<Handle> asked = List.copyOf(handles);
        dsl.resultQuery("""
                        select asked.number
                        from unnest({1}) with ordinality as asked(handle, number)
                        cross join lateral (
                            select from computations
                            where tenant_id = {0} and output_handle = asked.handle
                            limit 1
                        ) as stored
                        """, DSL.val(tenant.value()), HandleArray.of(asked))
                .forEach(row -> found.add(asked.get(row.get("number", Integer.class) - 1)));
        return found;
    }
}
