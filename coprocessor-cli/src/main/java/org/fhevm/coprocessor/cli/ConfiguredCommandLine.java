package org.fhevm.coprocessor.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.fhevm.coprocessor.cli.configuration.ConfigurationException;
import org.fhevm.coprocessor.cli.configuration.ConfigurationFile;
import org.fhevm.coprocessor.cli.configuration.FileDefaults;
import org.fhevm.coprocessor.cli.configuration.Settings;
import org.fhevm.coprocessor.cli.terminal.ExitStatus;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** A command line whose flags have the values of the configuration file by default. */
final class ConfiguredCommandLine extends CommandLine {
    private static final String DAEMON = "run";
    private static final List<String> HELP = List.of("help", "completion", "--help", "-h", "--version", "-V");

    private final Map<String, String> environment;

    ConfiguredCommandLine(Object command, Map<String, String> environment) {
        super(command);
        this.environment = environment;
    }

    /** Reads the file before any flag: picocli asks for defaults while it begins to parse. */
    @Override
    public int execute(String... arguments) {
        List<String> words = List.of(arguments);
        try {
            if (words.stream().noneMatch(HELP::contains)) {
                read(words);
            }
        } catch (ConfigurationException | InvalidPathException e) {
            getErr().println("coprocessor: " + FailureText.of(e).orElseThrow());
            getErr().flush();
            return ExitStatus.USAGE.code();
        }
        return super.execute(arguments);
    }

    private void read(List<String> arguments) {
        Optional<Path> file = ConfigurationFile.named(arguments, environment);
        file.ifPresent(path -> {
            ConfigurationFile read = ConfigurationFile.read(path, settings());
            setDefaultValueProvider(new FileDefaults(read.values(), environment, arguments));
        });
    }

    /** The flags that the file may set: those of the daemon, which is a command or the whole program. */
    private Set<String> settings() {
        CommandLine daemon = getSubcommands().get(DAEMON);
        CommandSpec spec = daemon == null ? getCommandSpec() : daemon.getCommandSpec();
        return Settings.of(spec);
    }
}
