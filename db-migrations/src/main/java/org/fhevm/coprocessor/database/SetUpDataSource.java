package org.fhevm.coprocessor.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Makes connections, each with its session set up.
 *
 * <p>A connection pooler in transaction mode provides no session: settings would reach the program that uses the
 * server's connection next, and prepared statements would be missing. A pooler is recognised by the process number that
 * it hands out for cancellations, which is not that of the server's process. Connections through it get no settings and
 * no prepared statements; transactions bring their settings along, see {@link ConnectionSetup#transactionSql}.
 */
class SetUpDataSource extends PGSimpleDataSource {
    private static final long serialVersionUID = 1;

    private final transient DatabaseUrl url;
    private final String sessionSql;
    private volatile boolean throughPooler;

    /** @throws IllegalArgumentException if the driver refuses a property */
    SetUpDataSource(DatabaseUrl url, Properties properties, String sessionSql) {
        this.url = url;
        this.sessionSql = sessionSql;
        setUrl(url.jdbcUrl());
        for (String name : properties.stringPropertyNames()) {
            try {
                setProperty(name, properties.getProperty(name));
            } catch (SQLException e) {
                throw new IllegalArgumentException("the driver refuses the property " + name + " of " + url, e);
            }
        }
    }

    /** Whether a connection has led through a pooler in transaction mode, or the URL says that all of them do. */
    final boolean leadsThroughPooler() {
        return throughPooler || url.pooler() == Pooler.TRANSACTION;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return setUp(connect());
        } catch (SQLException e) {
            throw withoutSecrets(e);
        }
    }

    private Connection connect() throws SQLException {
        PasswordSource passwords = url.passwords().orElse(null);
        if (passwords == null) {
            return super.getConnection();
        }
        try {
            return getConnection(getUser(), passwords.current());
        } catch (SQLException e) {
            if (SqlState.INVALID_PASSWORD.isOf(e) || SqlState.INVALID_AUTHORIZATION.isOf(e)) {
                passwords.refused();
            }
            throw e;
        }
    }

    private Connection setUp(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            if (leadsThroughPooler(connection, statement)) {
                throughPooler = true;
                connection.unwrap(PGConnection.class).setPrepareThreshold(0);
            } else {
                statement.execute(sessionSql);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private boolean leadsThroughPooler(Connection connection, Statement statement) throws SQLException {
        return switch (url.pooler()) {
            case SESSION -> false;
            case TRANSACTION -> true;
            case AUTO -> {
                try (ResultSet answer = statement.executeQuery("select pg_backend_pid()")) {
                    yield answer.next()
                            && answer.getInt(1)
                                    != connection.unwrap(PGConnection.class).getBackendPID();
                }
            }
        };
    }

    /** The same failure, or a new one without a cause if one of its messages contains a secret. */
    private SQLException withoutSecrets(SQLException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (!url.hideSecrets(message).equals(message)) {
                return new SQLException(url.hideSecrets(FailureReason.of(failure)), failure.getSQLState());
            }
        }
        return failure;
    }
}
