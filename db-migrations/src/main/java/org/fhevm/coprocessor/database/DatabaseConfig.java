package org.fhevm.coprocessor.database;

import java.time.Duration;

/**
 * Settings of the connections to the database.
 *
 * @param url server, database and credentials
 * @param maximumPoolSize connections of this pool; each daemon has one pool
 * @param connectionTimeout how long a caller waits for a connection before it gets an error
 * @param socketTimeout how long an answer may take, in whole seconds, before the connection counts as dead; a cut
 *     network is noticed after this time
 * @param idleTransactionTimeout the server ends a connection that is idle in a transaction for this long, which frees
 *     the locks of a program that is gone or stuck
 * @param applicationName shown in {@code pg_stat_activity}
 */
public record DatabaseConfig(
        DatabaseUrl url,
        int maximumPoolSize,
        Duration connectionTimeout,
        Duration socketTimeout,
        Duration idleTransactionTimeout,
        String applicationName) {
    public static final int DEFAULT_MAXIMUM_POOL_SIZE = 10;

    public DatabaseConfig {
        if (maximumPoolSize < 1) {
            throw new IllegalArgumentException("the database pool needs at least 1 connection, got " + maximumPoolSize);
        }
        if (connectionTimeout.toMillis() < 250) {
            throw new IllegalArgumentException(
                    "the database connection timeout must be at least 250 ms, got " + connectionTimeout);
        }
        if (socketTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException(
                    "the database socket timeout must be at least 1 s, got " + socketTimeout);
        }
        if (idleTransactionTimeout.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "the database's timeout for idle transactions must be at least 1 ms, got "
                            + idleTransactionTimeout);
        }
    }

    /** Defaults for everything but the address. */
    public static DatabaseConfig of(DatabaseUrl url) {
        return new DatabaseConfig(
                url,
                DEFAULT_MAXIMUM_POOL_SIZE,
                Duration.ofSeconds(5),
                Duration.ofSeconds(60),
                Duration.ofSeconds(30),
                "coprocessor");
    }

    public DatabaseConfig withUrl(DatabaseUrl other) {
        return new DatabaseConfig(
                other, maximumPoolSize, connectionTimeout, socketTimeout, idleTransactionTimeout, applicationName);
    }

    public DatabaseConfig withMaximumPoolSize(int size) {
        return new DatabaseConfig(url, size, connectionTimeout, socketTimeout, idleTransactionTimeout, applicationName);
    }

    public DatabaseConfig withApplicationName(String name) {
        return new DatabaseConfig(url, maximumPoolSize, connectionTimeout, socketTimeout, idleTransactionTimeout, name);
    }

    public DatabaseConfig withConnectionTimeout(Duration timeout) {
        return new DatabaseConfig(
                url, maximumPoolSize, timeout, socketTimeout, idleTransactionTimeout, applicationName);
    }

    public DatabaseConfig withSocketTimeout(Duration timeout) {
        return new DatabaseConfig(
                url, maximumPoolSize, connectionTimeout, timeout, idleTransactionTimeout, applicationName);
    }

    public DatabaseConfig withIdleTransactionTimeout(Duration timeout) {
        return new DatabaseConfig(url, maximumPoolSize, connectionTimeout, socketTimeout, timeout, applicationName);
    }
}
