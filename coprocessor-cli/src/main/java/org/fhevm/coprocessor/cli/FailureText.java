package org.fhevm.coprocessor.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.util.Objects;
import java.util.Optional;
import org.fhevm.coprocessor.cli.configuration.ConfigurationException;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.cli.terminal.FileFailure;
import org.fhevm.coprocessor.database.MigrationException;
import org.fhevm.coprocessor.database.SchemaMismatchException;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgresException;
import org.jooq.exception.DataAccessException;

/** The sentence about a failure that a user can do something about. */
final class FailureText {
    /** An SQLSTATE: the account lacks a right. */
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private FailureText() {}

    /** One line; empty for a failure that only a developer understands. */
    static Optional<String> of(Throwable failure) {
        Optional<String> sentence = sentence(failure);
        return sentence.map(text -> text.replaceAll("\\s*\\R\\s*", " "));
    }

    private static Optional<String> sentence(Throwable failure) {
        return switch (failure) {
            case CommandFailure foreseen -> Optional.ofNullable(foreseen.getMessage());
            case ConfigurationException foreseen -> Optional.ofNullable(foreseen.getMessage());
            case MigrationException foreseen -> Optional.of(withRoot(foreseen));
            case SchemaMismatchException foreseen -> Optional.ofNullable(foreseen.getMessage());
            case EmbeddedPostgresException foreseen -> Optional.ofNullable(foreseen.getMessage());
            case DataAccessException database -> Optional.of(database(database));
            case UncheckedIOException wrapper -> sentence(Objects.requireNonNull(wrapper.getCause()));
            case IOException file -> Optional.of(FileFailure.reason(file));
            case InvalidPathException path -> Optional.of("this is no name of a file: " + path.getReason());
            case Throwable other -> Optional.empty();
        };
    }

    /** The message of the driver; the messages around it repeat whole statements. */
    private static String database(DataAccessException failure) {
        String reason = rootMessage(failure);
        return INSUFFICIENT_PRIVILEGE.equals(failure.sqlState())
                ? "the account of the database URL lacks a right: " + reason
                        + "; give it a role of coprocessor database-roles"
                : "the database failed: " + reason;
    }

    /** The message of Flyway names the step, that of the driver the reason. */
    private static String withRoot(Throwable failure) {
        String message = String.valueOf(failure.getMessage());
        String root = rootMessage(failure);
        return message.contains(root) ? message : message + ": " + root;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }
}
