package org.fhevm.coprocessor.cli.database;

import java.nio.file.Path;
import org.fhevm.coprocessor.database.DatabaseCreation;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;

/** An embedded PostgreSQL with a database of the current schema; its data is kept. */
public final class EmbeddedDatabase implements AutoCloseable {
    private static final String NAME = "coprocessor";

    private final EmbeddedPostgres postgres;

    private EmbeddedDatabase(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /** Starts it in a folder, which it creates if necessary, and migrates. */
    public static EmbeddedDatabase start(Path folder) {
        EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, EmbeddedPostgres.Data.KEPT);
        try {
            DatabaseUrl url = postgres.url(NAME);
            DatabaseCreation.createIfMissing(url);
            MigrateCommand.migrate(url);
            return new EmbeddedDatabase(postgres);
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
