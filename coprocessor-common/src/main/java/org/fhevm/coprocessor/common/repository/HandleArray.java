package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import org.fhevm.coprocessor.common.id.Handle;
import org.jooq.Field;
import org.jooq.QuantifiedSelect;
import org.jooq.Record1;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/** Handles as one array parameter; see {@link SqlArray}. A handle may be empty. */
public final class HandleArray {
    private HandleArray() {}

    /** An array with an element for each handle, in order; null stays null. */
    public static Field<byte[][]> of(Collection<? extends @Nullable Handle> handles) {
        return SqlArray.ofBytes(handles.stream()
                .map(handle -> handle == null ? null : handle.bytes())
                .toArray(byte[][]::new));
    }

    /**
     * {@code any(array of the handles)}, to the right of an equality. The planner may scan the table for it; to look handles
     * up, one index search each, join {@code unnest} of the array laterally.
     */
    static QuantifiedSelect<Record1<byte[]>> any(Collection<Handle> handles) {
        return DSL.any(of(handles));
    }
}
