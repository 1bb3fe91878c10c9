package org.fhevm.coprocessor.cli;

import picocli.CommandLine;

/** Command lines that all fail in the same way. */
final class Commands {
    private Commands() {}

    static CommandLine named(String name, Object command) {
        return new CommandLine(command)
                .setCommandName(name)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new FailureReport())
                .setParameterExceptionHandler(new UsageReport());
    }
}
