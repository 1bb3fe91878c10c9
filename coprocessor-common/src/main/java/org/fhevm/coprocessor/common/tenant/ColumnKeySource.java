package org.fhevm.coprocessor.common.tenant;

import java.io.InputStream;
import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * A key in a column of a tenant's row, read within one transaction, one piece at a time. If a key of 300 MB were
 * fetched as one value, server, driver and caller would hold it at once, and as text in twice its size.
 */
final class ColumnKeySource implements KeySource {
    private final DSLContext transaction;
    private final TenantId tenant;
    private final KeyPart part;

    private ColumnKeySource(DSLContext transaction, TenantId tenant, KeyPart part) {
        this.transaction = transaction;
        this.tenant = tenant;
        this.part = part;
    }

    /** All keys of a tenant's row. They can be read until the transaction ends. */
    static StoredKeySet all(DSLContext transaction, TenantId tenant) {
        return new StoredKeySet(Arrays.stream(KeyPart.values())
                .collect(
                        Collectors.toMap(Function.identity(), part -> new ColumnKeySource(transaction, tenant, part))));
    }

    @Override
    public long size() {
        Long size = transaction
                .resultQuery(
                        "select coalesce(octet_length({0}), 0)::bigint from tenants where tenant_id = {1}",
                        DSL.name(part.column()), DSL.val(tenant.value()))
                .fetchSingle(0, Long.class);
        return size == null ? 0 : size;
    }

    @Override
    public InputStream open() {
        return new PiecewiseInputStream(size(), this::piece);
    }

    private byte[] piece(long offset, int length) {
        byte[] piece = transaction
                .resultQuery(
                        "select substring({0} from {1} for {2}) from tenants where tenant_id = {3}",
                        DSL.name(part.column()),
                        // SQL counts from 1.
                        DSL.val(Math.toIntExact(offset + 1)),
                        DSL.val(length),
                        DSL.val(tenant.value()))
                .fetchSingle(0, byte[].class);
        return piece == null ? new byte[0] : piece;
    }
}
