package org.fhevm.coprocessor.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
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

    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(1);

    /** After a failover connections to the old primary may go on working; this is how long they can at most. */
    private static final Duration MAXIMUM_LIFETIME = Duration.ofMinutes(5);

    private final DatabaseConfig config;
    private final HikariDataSource pool;
    private final PersistentDataSource connector;
    private final DSLContext dsl;

    private Database(DatabaseConfig config, HikariDataSource pool, PersistentDataSource connector) {
        this.config = config;
        this.pool = pool;
        this.connector = connector;
        this.dsl = DSL.using(new PooledConnections(pool, connector), SQLDialect.POSTGRES, settings());
    }

    public static Database open(DatabaseConfig config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName(config.applicationName());
        PersistentDataSource connector = new PersistentDataSource(config);
        hikari.setDataSource(connector);
        hikari.setMaximumPoolSize(config.maximumPoolSize());
        hikari.setMinimumIdle(Math.min(2, config.maximumPoolSize()));
        hikari.setConnectionTimeout(config.connectionTimeout().toMillis());
        // Short, since after a cut of the network a caller meets one dead connection after the other.
        hikari.setValidationTimeout(Math.min(
                VALIDATION_TIMEOUT.toMillis(), config.connectionTimeout().toMillis()));
        hikari.setInitializationFailTimeout(-1);
        hikari.setMaxLifetime(MAXIMUM_LIFETIME.toMillis());
        hikari.setExceptionOverride(new ReadOnlyEviction());
        return new Database(config, new HikariDataSource(hikari), connector);
    }

    /** A connection that turns out to lead to a node without writes is of no use; the next one may lead to the primary. */
    private static final class ReadOnlyEviction implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return SqlState.READ_ONLY_TRANSACTION.isOf(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
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

    /** The migrations of this database. They use connections of their own. */
    public Migrations migrations() {
        return new Migrations(config);
    }

    /** A connection outside the pool, for what holds one for good (a listener); the caller closes it. */
    public Connection openDedicatedConnection() throws SQLException {
        return new SetUpDataSource(
                        config.url(), ConnectionSetup.driverProperties(config), ConnectionSetup.sessionSql(config))
                .getConnection();
    }

    /** Whether a trivial query is answered within the given time; never throws. */
    public boolean answersWithin(Duration timeout) {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(Math.max(1, (int) timeout.toSeconds()));
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Why nothing can be stored here now, if so: the database does not answer within the given time, or only for reading.
     * Connections that led to a node without writes are replaced.
     */
    public Optional<String> problem(Duration timeout) {
        try (Connection connection = pool.getConnection()) {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
            if (isReadOnly(connection)) {
                pool.getHikariPoolMXBean().softEvictConnections();
                return Optional.of("the database can only be read");
            }
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(
                    connector.findsNoPrimary() ? "the database can only be read" : "the database does not answer");
        }
    }

    private static boolean isReadOnly(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("show transaction_read_only")) {
            return answer.next() && "on".equals(answer.getString(1));
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
}
