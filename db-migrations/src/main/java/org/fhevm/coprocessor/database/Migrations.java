package org.fhevm.coprocessor.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema up to date. Safe to run from several processes at once and on a database that the reference's tool made:
 * that counts as version 0, and {@code V1} finds everything in place.
 *
 * <p>Flyway locks its history table, but not the moment in which it makes that table. An advisory lock of our own is held around the
 * whole run; it is tried for again and again rather than waited for, because a waiting statement would hold back an index that is built
 * concurrently.
 */
public final class Migrations {
    /** Any number that nobody else on the database uses: the letters of "coprocdb". */
    private static final long LOCK = 0x636f70726f636462L;

    private static final Duration LOCK_PAUSE = Duration.ofMillis(50);

    private final DatabaseConfig config;

    Migrations(DatabaseConfig config) {
        this.config = config;
    }

    /**
     * Applies what is missing.
     *
     * @return how many migrations were applied
     * @throws MigrationException if the database cannot be reached or a migration fails; nothing of the failing
     *     migration stays
     */
    public int apply() {
        PGSimpleDataSource dataSource = dataSource();
        try (Connection connection = dataSource.getConnection()) {
            lock(connection);
            return flyway(dataSource).migrate().migrationsExecuted;
        } catch (FlywayException | SQLException e) {
            throw new MigrationException("cannot migrate " + config.url(), e);
        }
    }

    /** Takes the lock, which goes with the connection. */
    private static void lock(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            while (true) {
                try (ResultSet result = statement.executeQuery("select pg_try_advisory_lock(" + LOCK + ")")) {
                    if (result.next() && result.getBoolean(1)) {
                        return;
                    }
                }
                Thread.sleep(LOCK_PAUSE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MigrationException("interrupted while another process migrates", e);
        }
    }

    /** Versions not applied yet, lowest first; empty when the schema is the one this program was built for. */
    public List<String> pending() {
        try {
            return Arrays.stream(flyway(dataSource()).info().pending())
                    .map(MigrationInfo::getScript)
                    .toList();
        } catch (FlywayException e) {
            throw new MigrationException("cannot read the schema version of " + config.url(), e);
        }
    }

    private PGSimpleDataSource dataSource() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(config.url().jdbcUrl());
        config.url().driverProperties().forEach((name, value) -> {
            try {
                dataSource.setProperty((String) name, (String) value);
            } catch (SQLException e) {
                throw new MigrationException("the driver refuses the property " + name, e);
            }
        });
        dataSource.setApplicationName(config.applicationName() + "-migration");
        return dataSource;
    }

    private static Flyway flyway(PGSimpleDataSource dataSource) {
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("before our migrations")
                .load();
    }
}
