package org.fhevm.coprocessor.cli;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.cli.configuration.ConfigurationFile;
import org.fhevm.coprocessor.cli.memory.HeapSizing;
import org.fhevm.coprocessor.cli.terminal.Version;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Makes command lines that all report failures in the same way. */
final class Commands {
    private Commands() {}

    static CommandLine named(String name, Object command) {
        return named(name, command, System.getenv());
    }

    /** @param environment for tests */
    static CommandLine named(String name, Object command, Map<String, String> environment) {
        return new ConfiguredCommandLine(command, environment)
                .setCommandName(name)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionStrategy(Commands::executeAndFlush)
                .setExecutionExceptionHandler(new FailureReport())
                .setParameterExceptionHandler(new UsageReport());
    }

    /** Gives all commands what they share: without this, {@code --version} of a command prints nothing. */
    static CommandLine complete(CommandLine root) {
        shareWith(root);
        if (!root.getSubcommands().isEmpty()) {
            CommandGroups.install(root);
        }
        return root;
    }

    private static void shareWith(CommandLine command) {
        CommandSpec spec = command.getCommandSpec();
        spec.version(Version.TEXT);
        if (spec.findOption(ConfigurationFile.FLAG) == null) {
            spec.addOption(OptionSpec.builder(ConfigurationFile.FLAG)
                    .paramLabel("FILE")
                    .type(Path.class)
                    .description("A file with values of the daemon's flags, flag = value a line. Without it, the"
                            + " environment variable " + ConfigurationFile.VARIABLE + ".")
                    .build());
        }
        command.getSubcommands().values().forEach(Commands::shareWith);
    }

    /**
     * How a process that is started by these arguments finds its heap. A configuration file that can be read only once,
     * as a pipe can, keeps it from restarting its program.
     */
    static HeapSizing heapSizing(List<String> arguments, Map<String, String> environment) {
        try {
            return ConfigurationFile.named(arguments, environment)
                            .map(Files::isRegularFile)
                            .orElse(true)
                    ? HeapSizing.BY_DEMAND
                    : HeapSizing.OF_JVM;
        } catch (InvalidPathException e) {
            return HeapSizing.OF_JVM;
        }
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
