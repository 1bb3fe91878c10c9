package org.fhevm.coprocessor.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates the schema to the current version. Several processes may run it at once. A database that the reference's
 * tool made counts as version 0, and {@code V1} finds everything in place.
 *
 * <p>Flyway locks its history table, but not while it creates that table. We therefore hold an advisory lock during the
 * whole run. We try for it repeatedly instead of waiting, because a waiting statement would block an index that is
 * built concurrently.
 *
 * <p>Changing a table needs an exclusive lock, and a worker of the reference holds its transactions open while it
 * computes. While a change waits for the lock, every new statement on the table queues behind it. A change therefore
 * waits only for seconds, gives up, and is tried again after a pause.
 */
public final class Migrations {
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    /** A number that no other program on the database uses: the letters of "coprocdb". */
    private static final long LOCK = 0x636f70726f636462L;

    private static final Duration LOCK_PAUSE = Duration.ofMillis(50);

    /**
     * Long enough for the gap between two transactions of a busy worker, short for the statements that queue behind.
     */
    static final Duration LOCK_TIMEOUT = Duration.ofSeconds(3);

    private final DatabaseConfig config;
    private final Patience patience;

    Migrations(DatabaseConfig config) {
        this(config, Patience.USUAL);
    }

    Migrations(DatabaseConfig config, Patience patience) {
        // Locks and settings of a migration need a session of their own.
        this.config = config.withUrl(config.url().direct());
        this.patience = patience;
    }

    /**
     * Applies the missing migrations, and gives the roles of {@link DatabaseRoles} their rights if there are roles.
     *
     * @return how many migrations were applied
     * @throws MigrationException if the database cannot be reached or a migration fails; the failed migration is rolled
     *     back
     */
    public int apply() {
        SetUpDataSource dataSource = dataSource(ConnectionSetup.patientDriverProperties(config));
        try (Connection connection = dataSource.getConnection()) {
            requireSession(dataSource);
            lock(connection);
            int before = pending(dataSource).size();
            migrate(dataSource, connection);
            return before;
        } catch (FlywayException | SQLException e) {
            throw new MigrationException("cannot migrate " + config.url(), e);
        }
    }

    private static void requireSession(SetUpDataSource dataSource) throws SQLException {
        if (dataSource.leadsThroughPooler()) {
            throw new SQLException(
                    "the URL leads through a connection pooler in transaction mode, a migration needs the"
                            + " database itself: give its URL, by --database-url or --database-direct-url");
        }
    }

    /** Takes the lock, which ends with the connection. */
    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet result = statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
                    if (result.next() && result.getBoolean(1)) {
                        return;
                    }
                }
                pause(LOCK_PAUSE);
            }
        }
    }

    private void migrate(DataSource dataSource, Connection connection) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            try {
                flyway(dataSource).migrate();
                DatabaseRoles.grantIfPresent(connection);
                return;
            } catch (FlywayException | SQLException e) {
                if (attempt >= patience.attempts() || !foundATableInUse(e)) {
                    throw e;
                }
                LOG.warn(
                        "a table is in use ({}); the migration gives way and tries again in {} s, {} more times",
                        holders(connection),
                        patience.pause().toSeconds(),
                        patience.attempts() - attempt);
                pause(patience.pause());
            }
        }
    }

    private static boolean foundATableInUse(Exception e) {
        return SqlState.LOCK_NOT_AVAILABLE.isOf(e) || SqlState.DEADLOCK_DETECTED.isOf(e);
    }

    /** The sessions that hold locks on our tables, the oldest first; those of other accounts may be hidden from us. */
    private static String holders(Connection connection) throws SQLException {
        String sql = """
                select coalesce(string_agg(text, '; ' order by began), 'not any more')
                from (
                    select min(activity.xact_start) as began,
                           format('process %s of %s at %s, %s for %s s, has %s',
                                  activity.pid, coalesce(nullif(activity.application_name, ''), 'an unnamed program'),
                                  coalesce(host(activity.client_addr), 'the server itself'),
                                  coalesce(activity.state, 'in an unknown state'),
                                  coalesce(round(extract(epoch from now() - activity.xact_start))::text, '?'),
                                  string_agg(distinct locks.relation::regclass::text, ' and ')) as text
                    from pg_locks as locks
                    join pg_class as tables on tables.oid = locks.relation
                    join pg_stat_activity as activity on activity.pid = locks.pid
                    where locks.granted and locks.pid <> pg_backend_pid()
                      and locks.database = (select oid from pg_database where datname = current_database())
                      and tables.relkind = 'r'
                      and tables.relnamespace = current_schema()::regnamespace
                    group by activity.pid, activity.application_name, activity.client_addr, activity.state,
                             activity.xact_start
                    order by 1
                    limit 3
                ) as holders
                """;
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery(sql)) {
            return answer.next() ? answer.getString(1) : "";
        }
    }

    private static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException("interrupted while others use the database", e);
        }
    }

    /**
     * The scripts of the versions not applied yet, the lowest first; empty if none is missing.
     *
     * @throws MigrationException if the database cannot be reached
     */
    public List<String> pending() {
        try {
            return pending(dataSource(ConnectionSetup.driverProperties(config)));
        } catch (FlywayException e) {
            throw new MigrationException("cannot read the schema version of " + config.url(), e);
        }
    }

    /**
     * The version that a newer program has migrated the database to, if one has.
     *
     * @throws MigrationException if the database cannot be reached
     */
    public Optional<String> newerVersion() {
        try {
            DataSource dataSource = dataSource(ConnectionSetup.driverProperties(config));
            return Arrays.stream(flyway(dataSource).info().applied())
                    .filter(migration -> migration.getState() == MigrationState.FUTURE_SUCCESS)
                    .map(migration -> String.valueOf(migration.getVersion()))
                    .reduce((before, last) -> last);
        } catch (FlywayException e) {
            throw new MigrationException("cannot read the schema version of " + config.url(), e);
        }
    }

    private static List<String> pending(DataSource dataSource) {
        return Arrays.stream(flyway(dataSource).info().pending())
                .map(MigrationInfo::getScript)
                .toList();
    }

    private SetUpDataSource dataSource(Properties properties) {
        SetUpDataSource dataSource =
                new SetUpDataSource(config.url(), properties, ConnectionSetup.patientSessionSql(config, LOCK_TIMEOUT));
        dataSource.setApplicationName(config.applicationName() + "-migration");
        return dataSource;
    }

    private static Flyway flyway(DataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("before our migrations")
                .load();
    }

    /**
     * How long we retry a migration that finds a table in use.
     *
     * @param attempts number of attempts, at least 1
     * @param pause between two attempts
     */
    record Patience(int attempts, Duration pause) {
        /** A quarter of an hour: an attempt takes {@link #LOCK_TIMEOUT} at most once it waits for a table. */
        static final Patience USUAL = new Patience(112, Duration.ofSeconds(5));
    }
}
