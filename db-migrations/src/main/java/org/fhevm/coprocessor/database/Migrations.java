package org.fhevm.coprocessor.database;

import java.util.Arrays;
import java.util.List;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Brings the schema up to date. Safe to run from several processes at once (Flyway holds an advisory lock) and on a
 * database that the reference's tool made: that counts as version 0, and {@code V1} finds everything in place.
 */
public final class Migrations {
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
        try {
            return flyway().migrate().migrationsExecuted;
        } catch (FlywayException e) {
            throw new MigrationException("cannot migrate " + config.url(), e);
        }
    }

    /** Versions not applied yet, lowest first; empty when the schema is the one this program was built for. */
    public List<String> pending() {
        try {
            return Arrays.stream(flyway().info().pending())
                    .map(MigrationInfo::getScript)
                    .toList();
        } catch (FlywayException e) {
            throw new MigrationException("cannot read the schema version of " + config.url(), e);
        }
    }

    private Flyway flyway() {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(config.url().jdbcUrl());
        config.url().driverProperties().forEach((name, value) -> {
            try {
                dataSource.setProperty((String) name, (String) value);
            } catch (java.sql.SQLException e) {
                throw new MigrationException("the driver refuses the property " + name, e);
            }
        });
        dataSource.setApplicationName(config.applicationName() + "-migration");
        return Flyway.configure()
                .dataSource(dataSource)
                .locations("classpath:db/migration")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .baselineDescription("before our migrations")
                .load();
    }
}
