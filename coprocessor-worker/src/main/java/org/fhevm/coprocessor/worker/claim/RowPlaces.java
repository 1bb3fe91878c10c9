package org.fhevm.coprocessor.worker.claim;

import java.util.Collection;
import org.jooq.Field;
import org.jooq.impl.DSL;

/**
 * Where locked rows lie in the table ({@code ctid}), as an array parameter. Until the transaction ends nobody can move them,
 * and going there directly spares a search of the key's index for each row, which grows with the table.
 */
public final class RowPlaces {
    private RowPlaces() {}

    /** @param places as the database prints them */
    public static Field<Object> of(Collection<String> places) {
        return DSL.field("{0}::tid[]", DSL.val("{\"" + String.join("\",\"", places) + "\"}"));
    }
}
