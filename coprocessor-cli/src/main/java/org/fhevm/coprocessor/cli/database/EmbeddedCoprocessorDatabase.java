package org.fhevm.coprocessor.cli.database;

import java.nio.file.Path;
import org.fhevm.coprocessor.database.DatabaseCreation;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;

/** An embedded PostgreSQL server with a migrated coprocessor database, whose data are kept. */
public final class EmbeddedCoprocessorDatabase implements AutoCloseable {
    private static final String NAME = "coprocessor";

    private final EmbeddedPostgres postgres;

    private EmbeddedCoprocessorDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Starts the server in a folder, which is created if it is missing, and migrates the database. */
    public static EmbeddedCoprocessorDatabase start(Path folder) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, EmbeddedPostgres.Data.KEPT);
        try {
            DatabaseUrl url = postgres.url(NAME);
            DatabaseCreation.createIfMissing(url);
            MigrateCommand.migrate(url);
            return new EmbeddedCoprocessorDatabase(postgres);
        } catch (RuntimeException e) {
            postgres.close();
            throw e;
        }
    }

    public DatabaseUrl url() {
        return postgres.url(NAME);
    }

    @Override
    public void close() {
        postgres.close();
    }
}
