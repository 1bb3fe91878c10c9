package org.fhevm.coprocessor.cli;

import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.MigrationException;
import org.fhevm.coprocessor.database.SchemaMismatchException;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgresException;
import org.jooq.exception.DataAccessException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * Turns what a command throws into what a person reads: one line for a failure that somebody foresaw, the whole trace for
 * one that nobody did.
 */
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

    /** What the driver said; the messages around it repeat whole statements. */
    private static String rootMessage(DataAccessException failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** Failures whose message says all that a person needs. */
    private static boolean isForeseen(Exception failure) {
        return failure instanceof CommandFailure
                || failure instanceof MigrationException
                || failure instanceof SchemaMismatchException
                || failure instanceof EmbeddedPostgresException;
    }
}
