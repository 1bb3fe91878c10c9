package org.fhevm.coprocessor.cli;

import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.MigrationException;
import org.fhevm.coprocessor.database.SchemaMismatchException;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgresException;
import org.jooq.exception.DataAccessException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints an exception of a command: one line for an expected failure, the whole stack trace for any other. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        if (isForeseen(failure)) {
            command.getErr().println("coprocessor: " + failure.getMessage());
        } else if (failure instanceof DataAccessException database) {
            command.getErr().println("coprocessor: the database failed: " + rootMessage(database));
        } else {
            command.getErr().println("coprocessor: " + command.getCommandName() + " failed unexpectedly");
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The message of the driver; the messages around it repeat whole statements. */
    private static String rootMessage(DataAccessException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** Whether the message of this failure tells a user everything. */
    private static boolean isForeseen(Exception failure) {
        return failure instanceof CommandFailure
                || failure instanceof MigrationException
                || failure instanceof SchemaMismatchException
                || failure instanceof EmbeddedPostgresException;
    }
}
