package org.fhevm.coprocessor.common.tenant;

import java.io.InputStream;
import org.fhevm.coprocessor.common.id.TenantId;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/**
 * Keys in the columns of a tenant's row, within one transaction. A key of 300 MB fetched as one value would be held by
 * server, driver and caller at once, and as text in twice its size; pieces are held one at a time.
 */
final class DatabaseKeys implements TenantKeys {
    private final DSLContext transaction;
    private final TenantId tenant;

    DatabaseKeys(DSLContext transaction, TenantId tenant) {
        this.transaction = transaction;
        this.tenant = tenant;
    }

    @Override
    public long size(TenantKey key) {
        Long size = transaction
                .resultQuery(
                        "select coalesce(octet_length({0}), 0)::bigint from tenants where tenant_id = {1}",
                        DSL.name(key.column()), DSL.val(tenant.value()))
                .fetchSingle(0, Long.class);
        return size == null ? 0 : size;
    }

    @Override
    public InputStream open(TenantKey key) {
        return new PiecewiseInputStream(size(key), (offset, length) -> piece(key, offset, length));
    }

    private byte[] piece(TenantKey key, long offset, int length) {
        byte[] piece = transaction
                .resultQuery(
                        "select substring({0} from {1} for {2}) from tenants where tenant_id = {3}",
                        DSL.name(key.column()),
                        // SQL counts from 1.
                        DSL.val(Math.toIntExact(offset + 1)),
                        DSL.val(length),
                        DSL.val(tenant.value()))
                .fetchSingle(0, byte[].class);
        return piece == null ? new byte[0] : piece;
    }
}
