package org.fhevm.coprocessor.common.repository;

import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/** Measures stored ciphertexts where they lie: the database knows their sizes without reading them. */
public final class CiphertextSizes {
    private static final Field<Long> BYTES = DSL.field("octet_length({0})::bigint", Long.class, CIPHERTEXTS.CIPHERTEXT);

    private final DSLContext dsl;

    public CiphertextSizes(DSLContext dsl) {
        this.dsl = dsl;
    }

    /** The bytes of those handles that are stored, of several versions the most. */
    public Map<Handle, Long> find(TenantId tenant, Collection<Handle> handles) {
        Map<Handle, Long> sizes = new HashMap<>();
        dsl.select(CIPHERTEXTS.HANDLE, BYTES)
                .from(CIPHERTEXTS)
                .where(CIPHERTEXTS.TENANT_ID.eq(tenant.value()))
                .and(CIPHERTEXTS.HANDLE.eq(HandleArray.any(handles)))
                .forEach(row -> sizes.merge(Handle.ofAnyLength(row.value1()), row.value2(), Math::max));
        return sizes;
    }
}
