package org.fhevm.coprocessor.common.repository;

import static org.fhevm.coprocessor.database.generated.Tables.INPUT_BLOBS;

import org.fhevm.coprocessor.common.id.BlobHash;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;

/** Uploaded inputs, exactly as received, kept for audit. */
public final class InputBlobRepository {
    private final DSLContext dsl;

    public InputBlobRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Stores an uploaded list, unless it is stored already.
     *
     * @param payload the exact bytes whose hash is {@code hash}; borrowed
     * @param ciphertexts number of its elements
     */
    public void insert(TenantId tenant, BlobHash hash, byte[] payload, int ciphertexts) {
        dsl.insertInto(
                        INPUT_BLOBS,
                        INPUT_BLOBS.TENANT_ID,
                        INPUT_BLOBS.BLOB_HASH,
                        INPUT_BLOBS.BLOB_DATA,
                        INPUT_BLOBS.BLOB_CIPHERTEXT_COUNT)
                .values(tenant.value(), hash.bytes(), payload, ciphertexts)
                .onConflictDoNothing()
                .execute();
    }
}
