package org.fhevm.coprocessor.cli.daemon;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.MigrationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Checks every few seconds whether the database answers, accepts writes and has the schema of this program, so that
 * readiness is known at once. It logs changes only.
 */
final class DatabaseProbe implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseProbe.class);
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Database database;
    private final Thread thread;
    private volatile @Nullable String problem = "not checked yet";
    private boolean schemaIsCurrent;

    private DatabaseProbe(Database database) {
        this.database = database;
        this.thread = Thread.ofVirtual().name("database-probe").unstarted(this::run);
    }

    static DatabaseProbe start(Database database) {
        DatabaseProbe probe = new DatabaseProbe(database);
        probe.thread.start();
        return probe;
    }

    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void run() {
        try {
            while (true) {
                update(look());
                Thread.sleep(PERIOD);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<String> look() {
        Optional<String> outage = database.problem(PATIENCE);
        return outage.isPresent() || schemaIsCurrent ? outage : lookAtSchema();
    }

    /** The schema only moves forward, so it needs no further check once it is current. */
    private Optional<String> lookAtSchema() {
        try {
            List<String> pending = database.migrations().pending();
            schemaIsCurrent = pending.isEmpty();
            if (schemaIsCurrent) {
                database.migrations()
                        .newerVersion()
                        .ifPresent(newer -> LOG.warn(
                                "database {}: a newer version of this program has migrated it, to version {}",
                                url(),
                                newer));
            }
            return schemaIsCurrent
                    ? Optional.empty()
                    : Optional.of("the schema lacks " + pending + "; run the command migrate");
        } catch (MigrationException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void update(Optional<String> found) {
        if (!found.equals(problem())) {
            found.ifPresentOrElse(
                    text -> LOG.warn("database {}: {}", url(), text), () -> LOG.info("database {}: ready", url()));
        }
        problem = found.orElse(null);
    }

    private DatabaseUrl url() {
        return database.config().url();
    }
}
