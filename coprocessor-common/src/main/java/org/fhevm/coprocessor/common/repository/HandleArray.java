package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import org.fhevm.coprocessor.common.id.Handle;
import org.jooq.QuantifiedSelect;
import org.jooq.Record1;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/**
 * Handles as one array parameter, so that a statement's text does not depend on how many there are and the driver's and
 * the server's statement caches work.
 */
final class HandleArray {
    private HandleArray() {}

    /** {@code any(array of the handles)}, to the right of an equality. */
    static QuantifiedSelect<Record1<byte[]>> any(Collection<Handle> handles) {
        byte[][] bytes = handles.stream().map(Handle::bytes).toArray(byte[][]::new);
        return DSL.any(DSL.val(bytes, SQLDataType.BLOB.array()));
    }
}
