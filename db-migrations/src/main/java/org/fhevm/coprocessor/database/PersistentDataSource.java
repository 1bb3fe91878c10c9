package org.fhevm.coprocessor.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Connects, and tries until it can: for the thread of the pool that makes connections. Left to itself the pool pauses up to 5
 * seconds between attempts, which every outage of more than a few seconds would cost again when it is over. Callers of
 * the pool do not wait longer for it: they give up when their own patience ends, and ask here for the reason.
 */
final class PersistentDataSource extends SetUpDataSource {
    private static final long serialVersionUID = 1;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private transient volatile @Nullable SQLException lastFailure;

    PersistentDataSource(DatabaseConfig config) {
        super(config.url(), ConnectionSetup.driverProperties(config), ConnectionSetup.sessionSql(config));
    }

    /** Why the last attempt to connect failed, if it did. */
    Optional<SQLException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /** Whether the last attempt came to a server that refuses writes. The driver has no code for it; it names its property. */
    boolean findsNoPrimary() {
        return lastFailure()
                .map(SQLException::getMessage)
                .filter(message -> message.contains("targetServerType"))
                .isPresent();
    }

    @Override
    public Connection getConnection() throws SQLException {
        while (true) {
            try {
                Connection connection = super.getConnection();
                lastFailure = null;
                return connection;
            } catch (SQLException e) {
                lastFailure = e;
                pause(e);
            }
        }
    }

    /** The pool interrupts its thread when it closes. */
    private static void pause(SQLException failure) throws SQLException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
