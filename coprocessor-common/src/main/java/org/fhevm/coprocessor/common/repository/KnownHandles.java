package org.fhevm.coprocessor.common.repository;

import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Which handles may be computed on: those of stored ciphertexts and of announced computations, in one round trip. */
public final class KnownHandles {
    /** After every version of a ciphertext: what is stored tells its type better than what was announced. */
    private static final int COMPUTATION_RANK = Short.MAX_VALUE + 1;

    private final DSLContext dsl;

    public KnownHandles(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * The types of those handles that exist for the tenant. A handle that is both stored and announced has the type of
     * the stored ciphertext, of its lowest version where there are several.
     */
    public Map<Handle, FheType> types(TenantId tenant, Collection<Handle> handles) {
        Map<Handle, FheType> types = new HashMap<>();
        if (handles.isEmpty()) {
            return types;
        }
        Field<Integer> rank = DSL.field("rank", Integer.class);
        dsl.select(
                        CIPHERTEXTS.HANDLE,
                        CIPHERTEXTS.CIPHERTEXT_TYPE,
                        CIPHERTEXTS.CIPHERTEXT_VERSION.cast(Integer.class).as(rank))
                .from(CIPHERTEXTS)
                .where(CIPHERTEXTS.TENANT_ID.eq(tenant.value()))
                .and(CIPHERTEXTS.HANDLE.eq(HandleArray.any(handles)))
                .unionAll(dsl.select(COMPUTATIONS.OUTPUT_HANDLE, COMPUTATIONS.OUTPUT_TYPE, DSL.inline(COMPUTATION_RANK))
                        .from(COMPUTATIONS)
                        .where(COMPUTATIONS.TENANT_ID.eq(tenant.value()))
                        .and(COMPUTATIONS.OUTPUT_HANDLE.eq(HandleArray.any(handles))))
                // The best comes last and replaces the others.
                .orderBy(rank.desc())
                .forEach(row -> FheType.fromCode(row.value2())
                        .ifPresent(type -> types.put(Handle.ofAnyLength(row.value1()), type)));
        return types;
    }
}
