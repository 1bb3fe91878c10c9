package org.fhevm.coprocessor.database;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Why a connection could not be made.
 *
 * @param reason on one line, without secrets
 * @param lasting whether another attempt would fail as well: the server, or the driver, refuses what the URL says
 */
public record ConnectionFailure(String reason, boolean lasting) {
    /** The server is away, starts, stops, or has no connection left. */
    private static final String CANNOT_CONNECT = "08001";

    private static final String CONNECTION_LOST = "08006";
    private static final String CLASS_OF_INTERVENTION = "57P";
    private static final String CLASS_OF_RESOURCES = "53";

    static ConnectionFailure of(SQLException failure) {
        return new ConnectionFailure(FailureReason.of(failure), !mayPass(failure.getSQLState()));
    }

    private static boolean mayPass(@Nullable String state) {
        return state == null
                || state.equals(CANNOT_CONNECT)
                || state.equals(CONNECTION_LOST)
                || state.startsWith(CLASS_OF_INTERVENTION)
                || state.startsWith(CLASS_OF_RESOURCES);
    }
}
