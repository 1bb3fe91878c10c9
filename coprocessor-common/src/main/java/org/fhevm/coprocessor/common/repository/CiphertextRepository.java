package org.fhevm.coprocessor.common.repository;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Stored ciphertexts. */
public final class CiphertextRepository {
    private final DSLContext dsl;

    public CiphertextRepository(DSLContext dsl) {
        this.dsl = dsl;
    }

    /**
     * Stores ciphertexts; if a handle has one already, that one stays. Rows are written in the order of their handles,
     * so that of two transactions with handles in common one waits for the other, and never both for each other. A
     * transaction that stores more than once must keep to an order as well.
     */
    public void insert(TenantId tenant, List<NewCiphertext> ciphertexts) {
        if (ciphertexts.isEmpty()) {
            return;
        }
        List<NewCiphertext> rows = inOrder(ciphertexts);
        dsl.execute(
                """
                insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type,
                                         input_blob_hash, input_blob_index)
                select {0}, given.handle, given.content, {1}, given.type, given.blob, given.index
                from unnest({2}, {3}, {4}, {5}, {6}) as given(handle, content, type, blob, index)
                on conflict do nothing
                """,
                DSL.val(tenant.value()),
                DSL.inline(NewCiphertext.VERSION),
                HandleArray.of(rows.stream().map(NewCiphertext::handle).toList()),
                bytes(rows, row -> row.content().array()),
                SqlArray.ofIntegers(rows.stream().map(row -> row.type().code()).toList()),
                bytes(
                        rows,
                        row -> row.origin() == null ? null : row.origin().blob().bytes()),
                SqlArray.ofIntegers(rows.stream()
                        .map(row -> row.origin() == null ? 0 : row.origin().index())
                        .toList()));
    }

    private static Field<byte[][]> bytes(List<NewCiphertext> rows, Function<NewCiphertext, byte @Nullable []> column) {
        return SqlArray.ofBytes(rows.stream().map(column).toArray(byte[][]::new));
    }

    /** Those of these ciphertexts that are stored with this very content, in the current version. */
    public List<NewCiphertext> stored(TenantId tenant, List<NewCiphertext> ciphertexts) {
        if (ciphertexts.isEmpty()) {
            return List.of();
        }
        List<NewCiphertext> asked = List.copyOf(ciphertexts);
        return dsl.resultQuery(
                        """
                        select asked.number
                        from unnest({1}, {2}) with ordinality as asked(handle, hash, number)
                        cross join lateral (
                            select ciphertext from ciphertexts
                            where tenant_id = {0} and handle = asked.handle and ciphertext_version = {3}
                            limit 1
                        ) as stored
                        where sha256(stored.ciphertext) = asked.hash
                        """,
                        DSL.val(tenant.value()),
                        HandleArray.of(asked.stream().map(NewCiphertext::handle).toList()),
                        SqlArray.ofBytes(asked.stream()
                                .map(ciphertext -> sha256(ciphertext.content().array()))
                                .toArray(byte[][]::new)),
                        DSL.inline(NewCiphertext.VERSION))
                .fetch(row -> asked.get(row.get("number", Integer.class) - 1));
    }

    private static byte[] sha256(byte[] content) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(content);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static List<NewCiphertext> inOrder(List<NewCiphertext> ciphertexts) {
        return ciphertexts.stream()
                .sorted(Comparator.comparing(NewCiphertext::handle))
                .toList();
    }

    /**
     * The stored ciphertexts of these handles, each in its highest version.
     *
     * @throws CoprocessorException with {@link CoprocessorError.StoredCiphertextTooLong} if one is longer than any
     *     ciphertext
     */
    public Map<Handle, StoredCiphertext> find(TenantId tenant, Collection<Handle> handles) {
        Map<Handle, StoredCiphertext> found = new HashMap<>();
        lookUp(tenant, handles).forEach((handle, stored) -> {
            switch (stored) {
                case StoredCiphertext ciphertext -> found.put(handle, ciphertext);
                case OversizedCiphertext(Handle name, long bytes) ->
                    throw new CoprocessorException(
                            new CoprocessorError.StoredCiphertextTooLong(name, StoredCiphertext.MAXIMUM_BYTES, bytes));
            }
        });
        return found;
    }

    /**
     * As {@link #find}, but returns only the length of a ciphertext that is too long, which the database never reads.
     */
    public Map<Handle, StoredValue> lookUp(TenantId tenant, Collection<Handle> handles) {
        Map<Handle, StoredValue> found = new HashMap<>();
        if (handles.isEmpty()) {
            return found;
        }
        List<Handle> asked = List.copyOf(handles);
        dsl.resultQuery("""
                        select asked.number, stored.version, stored.type, stored.bytes, stored.content
                        from unnest({1}) with ordinality as asked(handle, number)
                        cross join lateral (
                            select ciphertext_version as version, ciphertext_type as type,
                                   octet_length(ciphertext) as bytes,
                                   case when octet_length(ciphertext) <= {2} then ciphertext end as content
                            from ciphertexts
                            where tenant_id = {0} and handle = asked.handle
                            order by ciphertext_version desc
                            limit 1
                        ) as stored
                        """, DSL.val(tenant.value()), HandleArray.of(asked), DSL.inline(StoredCiphertext.MAXIMUM_BYTES))
                .forEach(row -> {
                    Handle handle = asked.get(row.get("number", Integer.class) - 1);
                    found.put(handle, stored(handle, row));
                });
        return found;
    }

    private static StoredValue stored(Handle handle, Record row) {
        byte[] content = row.get("content", byte[].class);
        return content == null
                ? new OversizedCiphertext(handle, row.get("bytes", Long.class))
                : new StoredCiphertext(
                        handle, Bytes.of(content), row.get("version", Integer.class), row.get("type", Integer.class));
    }
}
