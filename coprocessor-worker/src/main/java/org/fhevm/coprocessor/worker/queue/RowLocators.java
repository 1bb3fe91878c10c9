package org.fhevm.coprocessor.worker.queue;

import java.sql.SQLException;
import java.util.Collection;
import org.fhevm.coprocessor.common.repository.SqlArray;
import org.fhevm.coprocessor.database.SqlState;
import org.jooq.Field;
import org.jooq.exception.DataAccessException;

/**
 * Locations of locked rows in the table ({@code ctid}), as an array parameter. No transaction can move a row while it
 * is locked, and going to it directly saves a search of the primary key for each row, whose cost grows with the table.
 */
public final class RowLocators {
    private RowLocators() {}

    /** @param locators as the database prints them */
    public static Field<String[]> of(Collection<String> locators) {
        return SqlArray.ofRowLocations(locators);
    }

    /**
     * Fails the transaction, which is then repeated, unless every row was found by its locator: a claim or a result
     * must not be half written, for any reason.
     */
    public static void requireAll(int changed, int expected) {
        if (changed != expected) {
            String reason = changed + " of " + expected + " locked rows were found by their locators";
            throw new DataAccessException(reason, new SQLException(reason, SqlState.SERIALIZATION_FAILURE.code()));
        }
    }
}
