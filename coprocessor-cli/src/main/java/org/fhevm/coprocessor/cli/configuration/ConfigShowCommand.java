package org.fhevm.coprocessor.cli.configuration;

import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.fhevm.coprocessor.cli.configuration.Settings.Setting;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "show",
        mixinStandardHelpOptions = true,
        description = "Shows the settings that a daemon would have here, and where each comes from, without passwords:"
                + " command line, environment, configuration file, or default. Refuses what the daemon refuses to"
                + " read.")
final class ConfigShowCommand implements Callable<Integer> {
    private static final String ROW = "%-50s  %-34s  %s%n";

    @Spec
    private CommandSpec spec;

    @Option(names = "--changed", description = "Only settings that are not the default.")
    private boolean changedOnly;

    @Mixin
    private OutputOption output;

    @Parameters(
            arity = "0..*",
            paramLabel = "FLAG",
            description = "Flags of the daemon, after --, as it would be started with: -- --run-server.")
    private List<String> flags = List.of();

    @Override
    public Integer call() {
        Map<String, String> environment = System.getenv();
        CommandLine daemon = new CommandLine(new RunCommand(Role.ANY))
                .setCommandName("coprocessor run")
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setErr(spec.commandLine().getErr());
        ConfigurationFile file = file(environment, Settings.of(daemon.getCommandSpec()));
        if (file != null) {
            daemon.setDefaultValueProvider(new FileDefaults(file.values(), environment, flags));
        }
        List<Setting> settings = Settings.effective(daemon, flags, environment, file).stream()
                .filter(setting -> !changedOnly || !setting.source().equals("default"))
                .toList();
        PrintWriter out = spec.commandLine().getOut();
        if (output.isJson()) {
            output.print(out, settings);
        } else {
            out.printf(ROW, "setting", "value", "from");
            settings.forEach(setting ->
                    out.printf(ROW, setting.name(), setting.value() == null ? "-" : setting.value(), setting.source()));
        }
        return 0;
    }

    private @Nullable ConfigurationFile file(Map<String, String> environment, Set<String> known) {
        List<String> arguments = spec.root().commandLine().getParseResult().originalArgs();
        return ConfigurationFile.named(arguments, environment)
                .map(path -> ConfigurationFile.read(path, known))
                .orElse(null);
    }
}
