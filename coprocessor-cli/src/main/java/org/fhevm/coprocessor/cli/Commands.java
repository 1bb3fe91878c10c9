package org.fhevm.coprocessor.cli;

import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/** Makes command lines that all report failures in the same way. */
final class Commands {
    private Commands() {}

    static CommandLine named(String name, Object command) {
        return new CommandLine(command)
                .setCommandName(name)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Commands::executeAndFlush)
                .setExecutionExceptionHandler(new FailureReport())
                .setParameterExceptionHandler(new UsageReport());
    }

    /** The process ends right after its command, which would lose what a writer has buffered. */
    private static int executeAndFlush(ParseResult parsed) {
        try {
            return new CommandLine.RunLast().execute(parsed);
        } finally {
            for (CommandLine command : parsed.asCommandLineList()) {
                command.getOut().flush();
                command.getErr().flush();
            }
        }
    }
}
