package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Measures stored ciphertexts in the database, which knows their sizes without reading them. */
public final class CiphertextSizes {
    private final DSLContext dsl;

    public CiphertextSizes(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * The sizes in bytes of those handles that are stored, each in the version that {@link CiphertextRepository#find}
     * reads.
     *
     * @throws CoprocessorException with {@link CoprocessorError.StoredCiphertextTooLong} if one is longer than any
     *     ciphertext
     */
    public Map<Handle, Long> find(TenantId tenant, Collection<Handle> handles) {
        List<Handle> asked = List.copyOf(handles);
        Map<Handle, Long> sizes = new HashMap<>();
        dsl.resultQuery("""
                        select asked.number, stored.bytes
                        from unnest({1}) with ordinality as asked(handle, number)
                        cross join lateral (
                            select octet_length(ciphertext)::bigint as bytes
                            from ciphertexts
                            where tenant_id = {0} and handle = asked.handle
                            order by ciphertext_version desc
                            limit 1
                        ) as stored
                        """, DSL.val(tenant.value()), HandleArray.of(asked)).forEach(row -> {
            Handle handle = asked.get(row.get("number", Integer.class) - 1);
            long bytes = row.get("bytes", Long.class);
            if (bytes > StoredCiphertext.MAXIMUM_BYTES) {
                throw new CoprocessorException(
                        new CoprocessorError.StoredCiphertextTooLong(handle, StoredCiphertext.MAXIMUM_BYTES, bytes));
            }
            sizes.put(handle, bytes);
        });
        return sizes;
    }
}
