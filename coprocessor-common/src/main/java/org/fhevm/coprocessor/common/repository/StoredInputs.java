package org.fhevm.coprocessor.common.repository;

import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;
import static org.fhevm.coprocessor.database.generated.Tables.INPUT_BLOBS;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
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

    /** Which list a stored value came from, its place in the list, and its type. */
    public record StoredValue(NewCiphertext.Origin origin, FheType type) {}

    /**
     * Those of the handles that are stored as values of one of these lists. A handle that was stored in any other way
     * is left out, and so are the values of a list that is not stored itself.
     */
    public Map<Handle, StoredValue> find(TenantId tenant, Set<BlobHash> lists, Collection<Handle> handles) {
        Map<Handle, StoredValue> found = new HashMap<>();
        if (handles.isEmpty()) {
            return found;
        }
        Set<Handle> hashes = lists.stream().map(list -> Handle.of(list.bytes())).collect(Collectors.toSet());
        dsl.select(
                        CIPHERTEXTS.HANDLE,
                        CIPHERTEXTS.INPUT_BLOB_HASH,
                        CIPHERTEXTS.INPUT_BLOB_INDEX,
                        CIPHERTEXTS.CIPHERTEXT_TYPE)
                .from(CIPHERTEXTS)
                .where(CIPHERTEXTS.TENANT_ID.eq(tenant.value()))
                .and(CIPHERTEXTS.HANDLE.eq(HandleArray.any(handles)))
                .and(CIPHERTEXTS.CIPHERTEXT_VERSION.eq(NewCiphertext.VERSION))
                .and(CIPHERTEXTS.INPUT_BLOB_HASH.in(DSL.select(INPUT_BLOBS.BLOB_HASH)
                        .from(INPUT_BLOBS)
                        .where(INPUT_BLOBS.TENANT_ID.eq(tenant.value()))
                        .and(INPUT_BLOBS.BLOB_HASH.eq(HandleArray.any(hashes)))))
                .forEach(row -> FheType.fromCode(row.value4())
                        .ifPresent(type -> found.put(
                                Handle.ofAnyLength(row.value1()),
                                new StoredValue(
                                        new NewCiphertext.Origin(BlobHash.fromBytes(row.value2()), row.value3()),
                                        type))));
        return found;
    }
}
