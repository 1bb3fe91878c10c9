package org.fhevm.coprocessor.cli.database;

import java.time.Duration;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;

/** Opens the database for a command: one connection, and somebody who waits for the answer. */
public final class CommandDatabase {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private CommandDatabase() {}

    /** @throws CommandFailure if the database does not answer */
    public static Database open(DatabaseUrl url) {
        Database database = Database.open(DatabaseConfig.of(url)
                .withMaximumPoolSize(1)
                .withConnectionTimeout(PATIENCE)
                .withApplicationName("coprocessor-cli"));
        if (!database.answersWithin(PATIENCE)) {
            database.close();
            throw new CommandFailure("the database " + url + " does not answer; is the URL right, and the server up?");
        }
        return database;
    }
}
