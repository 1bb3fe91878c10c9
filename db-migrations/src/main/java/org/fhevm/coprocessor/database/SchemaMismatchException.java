package org.fhevm.coprocessor.database;

import org.jooq.exception.DataAccessException;

/** A statement met a table or column that is not there: the schema is not the one this program was built for. */
public final class SchemaMismatchException extends DataAccessException {
    private static final long serialVersionUID = 1;

    SchemaMismatchException(Throwable cause) {
        super(
                "the database does not have the schema of this program: run the command migrate, or, if a newer version"
                        + " has migrated the database, that version",
                cause);
    }
}
