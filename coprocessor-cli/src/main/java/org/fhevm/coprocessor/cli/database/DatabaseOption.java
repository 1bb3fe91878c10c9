package org.fhevm.coprocessor.cli.database;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.PasswordCommand;
import org.fhevm.coprocessor.database.PasswordFile;
import org.fhevm.coprocessor.database.PasswordSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** The database of a command: a flag, or the environment. */
public final class DatabaseOption {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseOption.class);
    private static final String VARIABLE = "DATABASE_URL";
    private static final String DIRECT_VARIABLE = "DATABASE_DIRECT_URL";
    private static final String PASSWORD_FILE_VARIABLE = "DATABASE_PASSWORD_FILE";
    private static final String PASSWORD_COMMAND_VARIABLE = "DATABASE_PASSWORD_COMMAND";

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

    @Option(
            names = "--database-password-file",
            paramLabel = "FILE",
            description = "A file whose first line is the password, for a URL without one. Every new connection reads"
                    + " it, so that the password can be changed without a restart. Without it, the environment variable"
                    + " DATABASE_PASSWORD_FILE.")
    private @Nullable String passwordFile;

    @Option(
            names = "--database-password-command",
            paramLabel = "COMMAND",
            description = "A command that prints the password, for a URL without one: program and arguments, separated"
                    + " by blanks, run without a shell. New connections run it again when its last answer is a minute"
                    + " old, so that short-lived tokens do. Without it, the environment variable"
                    + " DATABASE_PASSWORD_COMMAND.")
    private @Nullable String passwordCommand;

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
                found.map(way -> direct.map(way::withDirect).orElse(way)).map(way -> withPasswords(way, environment));
        both.ifPresent(way -> way.warnings().forEach(LOG::warn));
        return both;
    }

    private DatabaseUrl withPasswords(DatabaseUrl url, Map<String, String> environment) {
        Optional<String> file = given(passwordFile, environment.get(PASSWORD_FILE_VARIABLE));
        Optional<String> command = given(passwordCommand, environment.get(PASSWORD_COMMAND_VARIABLE));
        if (file.isPresent() && command.isPresent()) {
            throw new CommandFailure("the database password comes from a file and from a command; give one of them");
        }
        try {
            Optional<PasswordSource> source = file.<PasswordSource>map(name -> new PasswordFile(Path.of(name)))
                    .or(() -> command.map(PasswordCommand::parse));
            return source.map(url::withPasswords).orElse(url);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure("the database password cannot be taken from elsewhere: " + e.getMessage(), e);
        }
    }

    private static Optional<String> given(@Nullable String flag, @Nullable String variable) {
        return Optional.ofNullable(flag != null ? flag : variable).filter(text -> !text.isBlank());
    }

    private static Optional<DatabaseUrl> parsed(@Nullable String flag, @Nullable String variable, String what) {
        try {
            return given(flag, variable).map(DatabaseUrl::parse);
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
