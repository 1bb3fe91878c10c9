package org.fhevm.coprocessor.common.repository;

import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;

/** Computations as the server sees them: stored once, and announced. */
public final class ComputationRepository {
    /** Workers listen here. The name is part of the interface: the reference's daemons use it too. */
    public static final String WORK_AVAILABLE = "work_available";

    private final DSLContext dsl;

    public ComputationRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Stores computations; one whose result has a name that is taken is left as it was.
     *
     * @param computations each after those whose results it uses: this is the order in which workers look at them
     * @return how many were new
     */
    public int insert(TenantId tenant, List<NewComputation> computations) {
        Set<Handle> known =
                stored(tenant, computations.stream().map(NewComputation::output).toList());
        List<NewComputation> added = computations.stream()
                .filter(computation -> !known.contains(computation.output()))
                .toList();
        if (added.isEmpty()) {
            return 0;
        }
        BatchBindStep batch = dsl.batch(dsl.insertInto(
                        COMPUTATIONS,
                        COMPUTATIONS.TENANT_ID,
                        COMPUTATIONS.OUTPUT_HANDLE,
                        COMPUTATIONS.OUTPUT_TYPE,
                        COMPUTATIONS.DEPENDENCIES,
                        COMPUTATIONS.FHE_OPERATION,
                        COMPUTATIONS.IS_SCALAR)
                .values((Integer) null, null, null, null, null, null)
                .onConflictDoNothing());
        for (NewComputation computation : added) {
            batch = batch.bind(
                    tenant.value(),
                    computation.output().bytes(),
                    (short) computation.type().code(),
                    computation.operands().toArray(byte[][]::new),
                    (short) computation.operation().code(),
                    computation.hasScalar());
        }
        batch.execute();
        return added.size();
    }

    /** Wakes the workers when the surrounding transaction commits. */
    public void announceWork() {
        dsl.execute("select pg_notify(?, '')", WORK_AVAILABLE);
    }

    private Set<Handle> stored(TenantId tenant, Collection<Handle> handles) {
        Set<Handle> found = new HashSet<>();
        dsl.select(COMPUTATIONS.OUTPUT_HANDLE)
                .from(COMPUTATIONS)
                .where(COMPUTATIONS.TENANT_ID.eq(tenant.value()))
                .and(COMPUTATIONS.OUTPUT_HANDLE.eq(HandleArray.any(handles)))
                .forEach(row -> found.add(Handle.ofAnyLength(row.value1())));
        return found;
    }
}
