package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.impl.DSL;

/**
 * Finds the handles that a computation may use: those of stored ciphertexts and of announced computations. One round
 * trip, with one index search for each handle.
 */
public final class KnownHandles {
    private final DSLContext dsl;

    public KnownHandles(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * The types of those handles that exist for the tenant. A handle that is both stored and announced has the type of
     * the stored ciphertext, in its lowest version.
     */
    public Map<Handle, FheType> types(TenantId tenant, Collection<Handle> handles) {
        Map<Handle, FheType> types = new HashMap<>();
        if (handles.isEmpty()) {
            return types;
        }
        List<Handle> asked = List.copyOf(handles);
        dsl.resultQuery("""
                        select asked.number, stored.type as stored_type, announced.type as announced_type
                        from unnest({1}) with ordinality as asked(handle, number)
                        left join lateral (
                            select ciphertext_type as type from ciphertexts
                            where tenant_id = {0} and handle = asked.handle
                            order by ciphertext_version
                            limit 1
                        ) as stored on true
                        left join lateral (
                            select output_type as type from computations
                            where tenant_id = {0} and output_handle = asked.handle
                            limit 1
                        ) as announced on true
                        where stored.type is not null or announced.type is not null
                        """, DSL.val(tenant.value()), HandleArray.of(asked))
                .forEach(row -> type(row, "stored_type")
                        .or(() -> type(row, "announced_type"))
                        .ifPresent(type -> types.put(asked.get(row.get("number", Integer.class) - 1), type)));
        return types;
    }

    private static Optional<FheType> type(Record row, String column) {
        return Optional.ofNullable(row.get(column, Integer.class)).flatMap(FheType::fromCode);
    }
}
