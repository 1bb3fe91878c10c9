package org.fhevm.coprocessor.worker.queue;

import java.util.Collection;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.jooq.Field;

/**
 * Names of computations as two array parameters of equal length, for {@code unnest}: a single statement serves any
 * number of them.
 */
public record TenantHandleColumns(Field<Integer[]> tenants, Field<byte[][]> handles) {
    public static TenantHandleColumns of(Collection<TenantHandle> keys) {
        return new TenantHandleColumns(
                SqlArray.ofIntegers(
                        keys.stream().map(key -> key.tenant().value()).toList()),
                HandleArray.of(keys.stream().map(TenantHandle::handle).toList()));
    }
}
