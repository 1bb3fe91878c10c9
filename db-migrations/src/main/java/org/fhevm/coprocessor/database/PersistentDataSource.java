package org.fhevm.coprocessor.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Connects, and tries until it can: for the thread of the pool that makes connections. Left to itself the pool pauses up to 5
 * seconds between attempts, which every outage of more than a few seconds would cost again when it is over. Callers of
 * the pool do not wait longer for it: they give up when their own patience ends, and ask here for the reason.
 */
final class PersistentDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private transient volatile @Nullable SQLException lastFailure;

    PersistentDataSource(DatabaseUrl url, Properties properties) throws SQLException {
        setUrl(url.jdbcUrl());
        for (String name : properties.stringPropertyNames()) {
            setProperty(name, properties.getProperty(name));
        }
    }

    /** Why the last attempt to connect failed, if it did. */
    Optional<SQLException> lastFailure() {
        return Optional.ofNullable(lastFailure);
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
