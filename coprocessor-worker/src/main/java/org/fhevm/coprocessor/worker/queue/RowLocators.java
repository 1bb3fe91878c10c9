package org.fhevm.coprocessor.worker.queue;

import java.sql.SQLException;
import java.util.Collection;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.fhevm.coprocessor.database.SqlState;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;

/**
 * Where locked rows lie in the table ({@code ctid}), as an array parameter. Until the transaction ends nobody can move them,
 * and going there directly spares a search of the key's index for each row, which grows with the table.
 */
public final class RowLocators {
    private RowLocators() {}

    /** @param locators as the database prints them */
    public static Field<String[]> of(Collection<String> locators) {
        return SqlArray.ofRowLocations(locators);
    }

    /**
     * Has the transaction given up, and begun anew, unless every row was where it was expected: a claim or a result must
     * not be half written, whatever the reason.
     */
    public static void requireAll(int changed, int expected) {
        if (changed != expected) {
            String reason = changed + " of " + expected + " locked rows were in their places";
            throw new DataAccessException(reason, new SQLException(reason, SqlState.SERIALIZATION_FAILURE.code()));
        }
    }
}
