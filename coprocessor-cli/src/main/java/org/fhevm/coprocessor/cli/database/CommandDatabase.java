package org.fhevm.coprocessor.cli.database;

import java.time.Duration;
import java.util.Optional;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.ConnectionFailure;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;

/**
 * Opens the database for a command: with one connection and short time limits, because a person waits for the answer.
 */
public final class CommandDatabase {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The end of PostgreSQL's message about a database that is not there. */
    private static final String MISSING = "does not exist";

    private CommandDatabase() {}

    /** @throws CommandFailure with the reason if no connection can be made */
    public static Database open(DatabaseUrl url) {
        Database database = Database.open(DatabaseConfig.of(url)
                .withMaximumPoolSize(1)
                .withConnectionTimeout(PATIENCE)
                .withApplicationName("coprocessor-cli"));
        Optional<ConnectionFailure> failure = failure(database);
        if (failure.isPresent()) {
            database.close();
            String reason = failure.get().reason();
            throw new CommandFailure("cannot connect to the database " + url + ": " + reason
                    + (reason.endsWith(MISSING) ? "; to create it, run: coprocessor migrate" : ""));
        }
        return database;
    }

    /** Retries while the database server starts; a server that refuses us is not asked again. */
    private static Optional<ConnectionFailure> failure(Database database) {
        Optional<ConnectionFailure> first = database.tryToConnect();
        boolean passes = first.isPresent() && !first.get().lasting() && database.answersWithin(PATIENCE);
        return passes ? Optional.empty() : first;
    }
}
