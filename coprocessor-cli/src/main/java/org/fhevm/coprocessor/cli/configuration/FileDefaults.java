package org.fhevm.coprocessor.cli.configuration;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Gives flags their values of the configuration file, unless command line or environment have others. A switch that is
 * on in the file must not be offered when the command line has it, too: picocli turns it to the opposite of its
 * default.
 */
public final class FileDefaults implements IDefaultValueProvider {
    private final Map<String, String> values;
    private final Map<String, String> environment;
    private final List<String> arguments;

    /**
     * @param values of the file, by flag
     * @param arguments the command line
     */
    public FileDefaults(Map<String, String> values, Map<String, String> environment, List<String> arguments) {
        this.values = Map.copyOf(values);
        this.environment = environment;
        this.arguments = List.copyOf(arguments);
    }

    @Override
    public @Nullable String defaultValue(ArgSpec argument) {
        if (!(argument instanceof OptionSpec option)) {
            return null;
        }
        String flag = option.longestName();
        boolean isGiven = arguments.stream().anyMatch(text -> text.equals(flag) || text.startsWith(flag + "="));
        return isGiven || FlagVariables.set(flag, environment).isPresent() ? null : values.get(flag);
    }
}
