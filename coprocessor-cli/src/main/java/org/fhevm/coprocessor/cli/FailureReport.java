package org.fhevm.coprocessor.cli;

import org.fhevm.coprocessor.cli.terminal.CommandFailure;
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
        if (failure instanceof CommandFailure) {
            command.getErr().println("coprocessor: " + failure.getMessage());
        } else {
            command.getErr().println("coprocessor: " + command.getCommandName() + " failed unexpectedly");
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return CommandLine.ExitCode.SOFTWARE;
    }
}
