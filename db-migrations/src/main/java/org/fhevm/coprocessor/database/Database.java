package org.fhevm.coprocessor.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DataSourceConnectionProvider;

/**
 * An open database: a connection pool, and jOOQ on top of it. Opening never waits for the server, so that a daemon can
 * start before its database and report it; every use while the server is away fails within the configured timeouts, and
 * the pool reconnects by itself.
 */
public final class Database implements AutoCloseable {
    static {
        // jOOQ otherwise greets on standard output, where the daemons write one JSON object per line.
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(1);

    private final DatabaseConfig config;
    private final HikariDataSource pool;
    private final DSLContext dsl;

    private Database(DatabaseConfig config, HikariDataSource pool, PersistentDataSource connector) {
        this.config = config;
        this.pool = pool;
        this.dsl = DSL.using(new PooledConnections(pool, connector), SQLDialect.POSTGRES, settings());
    }

    public static Database open(DatabaseConfig config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName(config.applicationName());
        PersistentDataSource connector = connector(config);
        hikari.setDataSource(connector);
        hikari.setMaximumPoolSize(config.maximumPoolSize());
        hikari.setMinimumIdle(Math.min(2, config.maximumPoolSize()));
        hikari.setConnectionTimeout(config.connectionTimeout().toMillis());
        // Short, since after a cut of the network a caller meets one dead connection after the other.
        hikari.setValidationTimeout(Math.min(
                VALIDATION_TIMEOUT.toMillis(), config.connectionTimeout().toMillis()));
        hikari.setInitializationFailTimeout(-1);
        // Columns without a time zone are in the session's: the reference's sessions are in this one.
        hikari.setConnectionInitSql("set time zone 'UTC'");
        return new Database(config, new HikariDataSource(hikari), connector);
    }

    private static PersistentDataSource connector(DatabaseConfig config) {
        try {
            return new PersistentDataSource(config.url(), driverProperties(config));
        } catch (SQLException e) {
            throw new IllegalArgumentException("the driver refuses a property of " + config.url(), e);
        }
    }

    /** Connections of the pool; who gets none is told what the driver says, not how long the pool has waited. */
    private static final class PooledConnections extends DataSourceConnectionProvider {
        private final PersistentDataSource connector;

        private PooledConnections(HikariDataSource pool, PersistentDataSource connector) {
            super(pool);
            this.connector = connector;
        }

        @Override
        public Connection acquire() {
            try {
                return super.acquire();
            } catch (DataAccessException e) {
                throw connector
                        .lastFailure()
                        .map(cause -> new DataAccessException("cannot connect to the database", cause))
                        .orElse(e);
            }
        }
    }

    public DatabaseConfig config() {
        return config;
    }

    /** jOOQ over the pool; each statement runs in a transaction of its own unless the caller opens one. */
    public DSLContext dsl() {
        return dsl;
    }

    public DataSource dataSource() {
        return pool;
    }

    /** The migrations of this database. They use connections of their own, without a socket timeout. */
    public Migrations migrations() {
        return new Migrations(config);
    }

    /** A connection outside the pool, for what holds one for good (a listener); the caller closes it. */
    public Connection openDedicatedConnection() throws SQLException {
        return DriverManager.getConnection(config.url().jdbcUrl(), driverProperties(config));
    }

    /** Whether a trivial query is answered within the given time; never throws. */
    public boolean answersWithin(Duration timeout) {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(Math.max(1, (int) timeout.toSeconds()));
        } catch (SQLException e) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }

    @Override
    public String toString() {
        return "Database[" + config.url() + "]";
    }

    private static Settings settings() {
        return new Settings()
                // The schema comes from the connection's search_path, as in the reference.
                .withRenderSchema(false)
                // The query text already names the failing statement; values could be ciphertexts.
                .withExecuteLogging(false);
    }

    private static Properties driverProperties(DatabaseConfig config) {
        Properties properties = config.url().driverProperties();
        properties.putIfAbsent("ApplicationName", config.applicationName());
        // For the network, and for the whole of it with the server's own greeting.
        properties.putIfAbsent("connectTimeout", Long.toString(CONNECT_TIMEOUT.toSeconds()));
        properties.putIfAbsent("loginTimeout", Long.toString(2 * CONNECT_TIMEOUT.toSeconds()));
        properties.setProperty(
                "socketTimeout", Long.toString(config.socketTimeout().toSeconds()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        // Errors of the driver quote bound values otherwise; those can be ciphertexts or key bytes.
        properties.setProperty("logServerErrorDetail", "false");
        return properties;
    }
}
