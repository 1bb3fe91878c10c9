package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/** Values of uploaded lists that are stored already, so that the same list need not be expanded again. */
public final class StoredInputs {
    private final DSLContext dsl;

    public StoredInputs(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * The handles that are stored as values of one of these lists. The result excludes handles stored in any other way,
     * and the values of a list that is not stored itself.
     */
    public Map<Handle, StoredValue> find(TenantId tenant, Set<BlobHash> lists, Collection<Handle> handles) {
        Map<Handle, StoredValue> found = new HashMap<>();
        if (handles.isEmpty()) {
            return found;
        }
        List<Handle> asked = List.copyOf(handles);
        dsl.resultQuery(
                        """
                        with list as materialized (
                            select named.hash
                            from unnest({2}) as named(hash)
                            cross join lateral (
                                select from input_blobs where tenant_id = {0} and blob_hash = named.hash limit 1
                            ) as stored
                        )
                        select asked.number, stored.input_blob_hash, stored.input_blob_index, stored.ciphertext_type
                        from unnest({1}) with ordinality as asked(handle, number)
                        cross join lateral (
                            select input_blob_hash, input_blob_index, ciphertext_type
                            from ciphertexts
                            where tenant_id = {0} and handle = asked.handle and ciphertext_version = {3}
                            limit 1
                        ) as stored
                        where stored.input_blob_hash in (select hash from list)
                        """,
                        DSL.val(tenant.value()),
                        HandleArray.of(asked),
                        SqlArray.ofBytes(lists.stream().map(BlobHash::bytes).toArray(byte[][]::new)),
                        DSL.inline(NewCiphertext.VERSION))
                .forEach(row -> FheType.fromCode(row.get("ciphertext_type", Integer.class))
                        .ifPresent(type -> found.put(
                                asked.get(row.get("number", Integer.class) - 1),
                                new StoredValue(
                                        new NewCiphertext.Origin(
                                                BlobHash.fromBytes(row.get("input_blob_hash", byte[].class)),
                                                row.get("input_blob_index", Integer.class)),
                                        type))));
        return found;
    }

    /** Which list a stored value came from, its place in the list, and its type. */
    public record StoredValue(NewCiphertext.Origin origin, FheType type) {}
}
