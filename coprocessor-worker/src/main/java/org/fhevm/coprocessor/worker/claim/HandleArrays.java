package org.fhevm.coprocessor.worker.claim;

import java.util.Collection;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.repository.HandleArray;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Names of computations as two array parameters of equal length, for {@code unnest}: one statement, whatever their
 * number.
 */
public record HandleArrays(Field<Integer[]> tenants, Field<byte[][]> handles) {

    public static HandleArrays of(Collection<TenantHandle> keys) {
        Integer[] tenants = keys.stream().map(key -> key.tenant().value()).toArray(Integer[]::new);
        return new HandleArrays(
                DSL.val(tenants, SQLDataType.INTEGER.array()),
                HandleArray.of(keys.stream().map(TenantHandle::handle).toList()));
    }
}
