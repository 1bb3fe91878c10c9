package org.fhevm.coprocessor.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.SQLExceptionOverride;
import com.zaxxer.hikari.metrics.MetricsTrackerFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.SQLDialect;
import org.jooq.conf.Settings;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jooq.impl.DataSourceConnectionProvider;
import org.jooq.impl.DefaultConfiguration;
import org.postgresql.core.BaseConnection;

/**
 * An open database: a connection pool, and jOOQ on top of it. Opening never waits for the server, so that a daemon can
 * start before its database and report that it is missing. While the server is away, every use fails within the
 * configured timeouts, and the pool reconnects by itself.
 */
public final class Database implements AutoCloseable {
    static {
        // jOOQ otherwise greets on standard output, where the daemons write one JSON object per line.
        System.setProperty("org.jooq.no-logo", "true");
        System.setProperty("org.jooq.no-tips", "true");
    }

    private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(1);

    /** After a failover, connections to the old primary may go on working, at most for this long. */
    private static final Duration MAXIMUM_LIFETIME = Duration.ofMinutes(5);

    private final DatabaseConfig config;
    private final HikariDataSource pool;
    private final PersistentDataSource connector;
    /** Makes long-lived connections, to the database itself if the URL names a way past its pooler. */
    private final SetUpDataSource listeners;

    private final DSLContext dsl;

    private Database(DatabaseConfig config, HikariDataSource pool, PersistentDataSource connector) {
        this.config = config;
        this.pool = pool;
        this.connector = connector;
        this.listeners = new SetUpDataSource(
                config.url().direct(),
                ConnectionSetup.driverProperties(config.withUrl(config.url().direct())),
                ConnectionSetup.sessionSql(config.withUrl(config.url().direct())));
        this.dsl = DSL.using(new DefaultConfiguration()
                .set(new PooledConnections(pool, connector, ConnectionSetup.transactionSql(config)))
                .set(SQLDialect.POSTGRES)
                .set(settings())
                .set(ExecuteListener.onException(Database::tellOfSchema)));
    }

    public static Database open(DatabaseConfig config) {
        HikariConfig hikari = new HikariConfig();
        hikari.setPoolName(config.applicationName());
        PersistentDataSource connector = new PersistentDataSource(config);
        hikari.setDataSource(connector);
        hikari.setMaximumPoolSize(config.maximumPoolSize());
        hikari.setMinimumIdle(Math.min(2, config.maximumPoolSize()));
        hikari.setConnectionTimeout(config.connectionTimeout().toMillis());
        // Short, because after a network failure a caller meets one dead connection after another.
        hikari.setValidationTimeout(Math.min(
                VALIDATION_TIMEOUT.toMillis(), config.connectionTimeout().toMillis()));
        hikari.setInitializationFailTimeout(-1);
        hikari.setMaxLifetime(MAXIMUM_LIFETIME.toMillis());
        hikari.setExceptionOverride(new ReadOnlyEviction());
        return new Database(config, new HikariDataSource(hikari), connector);
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

    /** Has the pool measured from now on. To be called once, by a process with metrics. */
    public void measurePool(MetricsTrackerFactory factory) {
        pool.setMetricsTrackerFactory(factory);
    }

    /** The migrations of this database. They use connections of their own. */
    public Migrations migrations() {
        return new Migrations(config);
    }

    /** A long-lived connection outside the pool; the caller closes it. */
    public Connection openDedicatedConnection() throws SQLException {
        return listeners.getConnection();
    }

    /**
     * A connection outside the pool that receives notifications; the caller closes it. Empty if every way to the
     * database leads through a connection pooler in transaction mode, which passes no notifications on: then the caller
     * has to poll.
     */
    public Optional<Connection> openListeningConnection() throws SQLException {
        if (listeners.leadsThroughPooler()) {
            return Optional.empty();
        }
        Connection connection = listeners.getConnection();
        if (listeners.leadsThroughPooler()) {
            connection.close();
            return Optional.empty();
        }
        return Optional.of(connection);
    }

    /** Tries to connect once, and returns why that failed, if it did. */
    public Optional<ConnectionFailure> tryToConnect() {
        try {
            openOnce().close();
            return Optional.empty();
        } catch (SQLException e) {
            return Optional.of(ConnectionFailure.of(e));
        }
    }

    private Connection openOnce() throws SQLException {
        return new SetUpDataSource(
                        config.url(), ConnectionSetup.driverProperties(config), ConnectionSetup.sessionSql(config))
                .getConnection();
    }

    /**
     * Whether a trivial query is answered within the given time, in whole seconds and at least one. Before, this may
     * wait for a connection for as long as {@link DatabaseConfig#connectionTimeout} allows. Returns false if the
     * database fails.
     */
    public boolean answersWithin(Duration timeout) {
        try (Connection connection = pool.getConnection()) {
            return connection.isValid(Math.max(1, (int) timeout.toSeconds()));
        } catch (SQLException e) {
            return false;
        }
    }

    /**
     * Why nothing can be stored here now, if so: the database does not answer a query within the given time, or refuses
     * writes. Before, this may wait for a connection for as long as {@link DatabaseConfig#connectionTimeout} allows.
     * Connections that led to a node without writes are replaced.
     */
    public Optional<String> problem(Duration timeout) {
        try {
            if (dsl.connectionResult(connection -> isReadOnly(connection, timeout))) {
                pool.getHikariPoolMXBean().softEvictConnections();
                return Optional.of("the database can only be read");
            }
            return Optional.empty();
        } catch (DataAccessException e) {
            return Optional.of(
                    connector.findsNoPrimary()
                            ? "the database can only be read"
                            : "the database does not answer" + reason(e));
        }
    }

    /**
     * Asks as the daemons' own statements do: with a prepared statement with a parameter, on a connection that jOOQ
     * uses.
     */
    private static boolean isReadOnly(Connection connection, Duration timeout) throws SQLException {
        connection.setNetworkTimeout(Runnable::run, Math.toIntExact(timeout.toMillis()));
        try (PreparedStatement statement =
                connection.prepareStatement("select current_setting('transaction_read_only') = ?")) {
            statement.setString(1, "on");
            try (ResultSet answer = statement.executeQuery()) {
                return answer.next() && answer.getBoolean(1);
            }
        }
    }

    private static String reason(DataAccessException failure) {
        SQLException cause = failure.getCause(SQLException.class);
        return cause == null ? "" : ": " + FailureReason.of(cause);
    }

    @Override
    public void close() {
        connector.stop();
        pool.close();
    }

    @Override
    public String toString() {
        return "Database[" + config.url() + "]";
    }

    private static void tellOfSchema(ExecuteContext context) {
        SQLException failure = context.sqlException();
        if (failure != null && (SqlState.UNDEFINED_TABLE.isOf(failure) || SqlState.UNDEFINED_COLUMN.isOf(failure))) {
            context.exception(new SchemaMismatchException(failure));
        }
    }

    private static Settings settings() {
        return new Settings()
                // The schema comes from the connection's search_path, as in the reference.
                .withRenderSchema(false)
                // The query text already names the failing statement; values could be ciphertexts.
                .withExecuteLogging(false);
    }

    /** Evicts a connection to a node that refuses writes; the next one may lead to the primary. */
    private static final class ReadOnlyEviction implements SQLExceptionOverride {
        @java.lang.Override
        public Override adjudicate(SQLException e) {
            return SqlState.READ_ONLY_TRANSACTION.isOf(e) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
        }
    }

    /**
     * Connections of the pool. A caller that gets none learns what the driver says, not how long the pool has waited.
     */
    private static final class PooledConnections extends DataSourceConnectionProvider {
        private final PersistentDataSource connector;
        private final String transactionSql;

        private PooledConnections(HikariDataSource pool, PersistentDataSource connector, String transactionSql) {
            super(pool);
            this.connector = connector;
            this.transactionSql = transactionSql;
        }

        @Override
        public Connection acquire() {
            Connection connection = pooled();
            if (connector.leadsThroughPooler()) {
                begin(connection);
            }
            return connection;
        }

        /** Behind a pooler even a single statement is a transaction that begins with our settings. */
        private void begin(Connection connection) {
            try (Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute(transactionSql);
            } catch (SQLException e) {
                super.release(connection);
                throw new DataAccessException("cannot begin a transaction", e);
            }
        }

        @Override
        public void release(Connection connection) {
            try {
                if (!connection.isClosed() && !connection.getAutoCommit()) {
                    end(connection);
                }
            } catch (SQLException e) {
                throw new DataAccessException("cannot end a transaction", e);
            } finally {
                super.release(connection);
            }
        }

        private static void end(Connection connection) throws SQLException {
            switch (connection.unwrap(BaseConnection.class).getTransactionState()) {
                case OPEN -> connection.commit();
                case FAILED -> connection.rollback();
                case IDLE -> {}
            }
            connection.setAutoCommit(true);
        }

        private Connection pooled() {
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
}
