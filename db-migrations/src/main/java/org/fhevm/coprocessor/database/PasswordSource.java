package org.fhevm.coprocessor.database;

import java.sql.SQLException;

/**
 * Provides the password of each new connection, for passwords that change while a process runs. Open connections stay
 * open when the password changes.
 */
public sealed interface PasswordSource permits PasswordFile, PasswordCommand {
    /**
     * The password for a connection that is about to be made. It is a secret.
     *
     * @throws SQLException with the reason, in one line, if there is none
     */
    String current() throws SQLException;

    /** Reports that the server has refused the current password, so that it is not kept any longer. */
    void refused();

    /** A failure that another attempt would repeat, unless an operator changes the source. */
    static SQLException unavailable(String reason) {
        return new SQLException(reason, SqlState.INVALID_AUTHORIZATION.code());
    }
}
