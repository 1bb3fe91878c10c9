package org.fhevm.coprocessor.database;

import java.sql.SQLException;

/** The error codes of PostgreSQL that this program handles. */
public enum SqlState {
    /** The node is a standby, or was told to refuse writes. */
    READ_ONLY_TRANSACTION("25006"),
    UNKNOWN_DATABASE("3D000"),
    UNDEFINED_TABLE("42P01"),
    UNDEFINED_COLUMN("42703"),
    DUPLICATE_DATABASE("42P04"),
    /** The server refuses the account, or we have no password for it. */
    INVALID_AUTHORIZATION("28000"),
    INVALID_PASSWORD("28P01"),
    UNIQUE_VIOLATION("23505"),
    SERIALIZATION_FAILURE("40001"),
    DEADLOCK_DETECTED("40P01"),
    /** A lock was not granted within {@code lock_timeout}. */
    LOCK_NOT_AVAILABLE("55P03"),
    /** The account may not do this. */
    INSUFFICIENT_PRIVILEGE("42501"),
    /** The statement took longer than {@code statement_timeout}, or an operator ended it. */
    QUERY_CANCELED("57014");

    private final String code;

    SqlState(String code) {
        this.code = code;
    }

    /** As the database spells it. */
    public String code() {
        return code;
    }

    /** Whether the database answered with this code. The answer may be wrapped in other exceptions. */
    public boolean isOf(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException answer && code.equals(answer.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
