package org.fhevm.coprocessor.cli.database;

import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The database of a command: a flag, or the environment. */
public final class DatabaseOption {
    private static final String VARIABLE = "DATABASE_URL";

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description =
                    "PostgreSQL: postgres://user:password@host:port/database. Without it, the environment variable"
                            + " DATABASE_URL; prefer that one, command lines can be seen by others.")
    private @Nullable String url;

    /** The URL, if one is given. */
    public Optional<DatabaseUrl> find() {
        return find(System.getenv());
    }

    Optional<DatabaseUrl> find(Map<String, String> environment) {
        String text = url != null ? url : environment.get(VARIABLE);
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(DatabaseUrl.parse(text));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the database URL cannot be used: " + e.getMessage(), e);
        }
    }

    public DatabaseUrl require() {
        return find().orElseThrow(
                        () -> new CommandFailure("no database: set " + VARIABLE + ", or give --database-url"));
    }
}
