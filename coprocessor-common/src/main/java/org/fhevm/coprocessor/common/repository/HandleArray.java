package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import org.fhevm.coprocessor.common.id.Handle;
import org.jooq.Field;
import org.jspecify.annotations.Nullable;

/**
 * Handles as one array parameter; see {@link SqlArray}. A handle may have no bytes. To look handles up, one index
 * search each, join {@code unnest} of the array laterally: for {@code = any} the planner may scan the table.
 */
public final class HandleArray {
    private HandleArray() {}

    /** An array with an element for each handle, in order; null stays null. */
    public static Field<byte[][]> of(Collection<? extends @Nullable Handle> handles) {
        return SqlArray.ofBytes(handles.stream()
                .map(handle -> handle == null ? null : handle.bytes())
                .toArray(byte[][]::new));
    }
}
