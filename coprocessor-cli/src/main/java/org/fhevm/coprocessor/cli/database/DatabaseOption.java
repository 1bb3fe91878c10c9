package org.fhevm.coprocessor.cli.database;

import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The database of a command: a flag, or the environment. */
public final class DatabaseOption {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOption.class);
    private static final String VARIABLE = "DATABASE_URL";
    private static final String DIRECT_VARIABLE = "DATABASE_DIRECT_URL";

    @Option(
            names = "--database-url",
            paramLabel = "URL",
            description =
                    "PostgreSQL: postgres://user:password@host:port/database. Without it, the environment variable"
                            + " DATABASE_URL; prefer that one, command lines can be seen by others.")
    private @Nullable String url;

    @Option(
            names = "--database-direct-url",
            paramLabel = "URL",
            description = "The same database past its connection pooler, where the other URL leads through one in"
                    + " transaction mode: for notifications and migrations. Without it, the environment variable"
                    + " DATABASE_DIRECT_URL; without both, the work is polled for.")
    private @Nullable String directUrl;

    /**
     * The URL, if one is given.
     *
     * @throws CommandFailure if it is malformed
     */
    public Optional<DatabaseUrl> find() {
        return find(System.getenv());
    }

    Optional<DatabaseUrl> find(Map<String, String> environment) {
        Optional<DatabaseUrl> found = parsed(url, environment.get(VARIABLE), "the database URL");
        Optional<DatabaseUrl> direct = parsed(directUrl, environment.get(DIRECT_VARIABLE), "the direct database URL");
        Optional<DatabaseUrl> both =
                found.map(way -> direct.map(way::withDirect).orElse(way));
        both.ifPresent(way -> way.warnings().forEach(LOG::warn));
        return both;
    }

    private static Optional<DatabaseUrl> parsed(@Nullable String flag, @Nullable String variable, String what) {
        String text = flag != null ? flag : variable;
        if (text == null || text.isBlank()) {
            return Optional.empty();
        }
        try {
            return Optional.of(DatabaseUrl.parse(text));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(what + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** @throws CommandFailure if no URL is given, or it is malformed */
    public DatabaseUrl require() {
        return find().orElseThrow(
                        () -> new CommandFailure("no database: set " + VARIABLE + ", or give --database-url"));
    }
}
