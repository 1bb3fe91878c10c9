package org.fhevm.coprocessor.cli;

import java.util.Optional;
import org.fhevm.coprocessor.cli.configuration.ConfigurationException;
import org.fhevm.coprocessor.cli.terminal.ExitStatus;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/** Prints an exception of a command: one line for an expected failure, the whole stack trace for any other. */
final class FailureReport implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine command, ParseResult parsed) {
        Optional<String> foreseen = FailureText.of(failure);
        if (foreseen.isPresent()) {
            command.getErr().println("coprocessor: " + foreseen.get());
        } else {
            command.getErr().println("coprocessor: " + command.getCommandName() + " failed unexpectedly");
            failure.printStackTrace(command.getErr());
        }
        command.getErr().flush();
        return (failure instanceof ConfigurationException ? ExitStatus.USAGE : ExitStatus.FAILURE).code();
    }
}
