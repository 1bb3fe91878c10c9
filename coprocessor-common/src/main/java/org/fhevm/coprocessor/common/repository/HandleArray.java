package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.Handle;
import org.jooq.Field;
import org.jooq.QuantifiedSelect;
import org.jooq.Record1;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/**
 * Handles as one array parameter, so that a statement's text does not depend on how many there are and the driver's and
 * the server's statement caches work.
 *
 * <p>The array is written as a literal here, in quotes and hexadecimal: the library's own leaves an empty element out, and
 * a handle may be empty.
 */
public final class HandleArray {
    private HandleArray() {}

    /** An array with an element for each handle, in order; null stays null. */
    public static Field<byte[][]> of(Collection<? extends @Nullable Handle> handles) {
        String literal = handles.stream().map(HandleArray::element).collect(Collectors.joining(",", "{", "}"));
        return DSL.field("{0}::bytea[]", byte[][].class, DSL.val(literal));
    }

    /** {@code any(array of the handles)}, to the right of an equality. */
    static QuantifiedSelect<Record1<byte[]>> any(Collection<Handle> handles) {
        return DSL.any(of(handles));
    }

    /** Within an array a backslash escapes, so that the one of the hexadecimal form is doubled. */
    private static String element(@Nullable Handle handle) {
        return handle == null ? "NULL" : "\"\\\\x" + HexFormat.of().formatHex(handle.bytes()) + "\"";
    }
}
