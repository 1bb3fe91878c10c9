package org.fhevm.coprocessor.common.repository;

import java.util.Collection;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.Handle;
import org.jooq.QuantifiedSelect;
import org.jooq.Record1;
import org.jooq.impl.DSL;

/**
 * Handles as one array parameter, so that a statement's text does not depend on how many there are and the driver's and
 * the server's statement caches work.
 *
 * <p>The array is written as a literal here, in quotes and hexadecimal: the library's own leaves an empty element out, and
 * a handle may be empty.
 */
final class HandleArray {
    private HandleArray() {}

    /** {@code any(array of the handles)}, to the right of an equality. */
    static QuantifiedSelect<Record1<byte[]>> any(Collection<Handle> handles) {
        String literal = handles.stream().map(HandleArray::element).collect(Collectors.joining(",", "{", "}"));
        return DSL.any(DSL.field("{0}::bytea[]", byte[][].class, DSL.val(literal)));
    }

    /** Within an array a backslash escapes, so that the one of the hexadecimal form is doubled. */
    private static String element(Handle handle) {
        return "\"\\\\x" + HexFormat.of().formatHex(handle.bytes()) + "\"";
    }
}
