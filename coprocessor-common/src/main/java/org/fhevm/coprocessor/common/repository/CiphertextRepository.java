package org.fhevm.coprocessor.common.repository;

import static org.fhevm.coprocessor.database.generated.Tables.CIPHERTEXTS;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.BatchBindStep;
import org.jooq.DSLContext;

/** Stored ciphertexts. */
public final class CiphertextRepository {
    private final DSLContext dsl;

    public CiphertextRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Stores ciphertexts; one whose handle is taken is left as it was. They are written in the order of their handles, so
     * that of several transactions with handles in common one waits for the other, and never both for each other; a
     * transaction that stores more than once must keep to an order as well.
     */
    public void insert(TenantId tenant, List<NewCiphertext> ciphertexts) {
        if (ciphertexts.isEmpty()) {
            return;
        }
        BatchBindStep batch = dsl.batch(dsl.insertInto(
                        CIPHERTEXTS,
                        CIPHERTEXTS.TENANT_ID,
                        CIPHERTEXTS.HANDLE,
                        CIPHERTEXTS.CIPHERTEXT,
                        CIPHERTEXTS.CIPHERTEXT_VERSION,
                        CIPHERTEXTS.CIPHERTEXT_TYPE,
                        CIPHERTEXTS.INPUT_BLOB_HASH,
                        CIPHERTEXTS.INPUT_BLOB_INDEX)
                .values((Integer) null, null, null, null, null, null, null)
                .onConflictDoNothing());
        for (NewCiphertext ciphertext : inOrder(ciphertexts)) {
            batch = batch.bind(
                    tenant.value(),
                    ciphertext.handle().bytes(),
                    ciphertext.bytes(),
                    NewCiphertext.VERSION,
                    (short) ciphertext.type().code(),
                    ciphertext.origin().map(origin -> origin.blob().bytes()).orElse(null),
                    ciphertext.origin().map(NewCiphertext.Origin::index).orElse(0));
        }
        batch.execute();
    }

    private static List<NewCiphertext> inOrder(List<NewCiphertext> ciphertexts) {
        return ciphertexts.stream()
                .sorted(Comparator.comparing(NewCiphertext::handle))
                .toList();
    }

    /** Those of the handles that are stored; of several versions the highest. */
    public Map<Handle, StoredCiphertext> find(TenantId tenant, Collection<Handle> handles) {
        Map<Handle, StoredCiphertext> found = new HashMap<>();
        dsl.select(
                        CIPHERTEXTS.HANDLE,
                        CIPHERTEXTS.CIPHERTEXT,
                        CIPHERTEXTS.CIPHERTEXT_VERSION,
                        CIPHERTEXTS.CIPHERTEXT_TYPE)
                .from(CIPHERTEXTS)
                .where(CIPHERTEXTS.TENANT_ID.eq(tenant.value()))
                .and(CIPHERTEXTS.HANDLE.eq(HandleArray.any(handles)))
                .orderBy(CIPHERTEXTS.CIPHERTEXT_VERSION)
                .forEach(row -> {
                    Handle handle = Handle.ofAnyLength(row.value1());
                    found.put(handle, new StoredCiphertext(handle, row.value2(), row.value3(), row.value4()));
                });
        return found;
    }
}
