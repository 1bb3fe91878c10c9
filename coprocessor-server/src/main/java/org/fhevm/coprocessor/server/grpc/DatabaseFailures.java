package org.fhevm.coprocessor.server.grpc;

import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jooq.exception.DataAccessException;

/** Classifies failures of the database, and finds their text for operators. */
final class DatabaseFailures {
    private DatabaseFailures() {}

    /**
     * Whether the database does not answer, is overloaded or shuts down, as opposed to refusing one statement. The
     * classes of SQLSTATE are those of PostgreSQL: 08 connections, 53 resources, 57 operator intervention, 58 system.
     */
    static boolean isOutage(DataAccessException failure) {
        SQLException cause = failure.getCause(SQLException.class);
        if (cause == null || cause.getSQLState() == null) {
            // A pool without a free connection has no state to report.
            return cause == null || cause instanceof SQLTransientException;
        }
        return switch (cause.getSQLState()
                .substring(0, Math.min(2, cause.getSQLState().length()))) {
            case "08", "53", "57", "58" -> true;
            default -> false;
        };
    }

    /** The driver's own words; jOOQ's would quote the whole statement. */
    static String driverText(DataAccessException failure) {
        SQLException cause = failure.getCause(SQLException.class);
        return cause == null ? failure.sqlStateClass().toString() : String.valueOf(cause.getMessage());
    }
}
