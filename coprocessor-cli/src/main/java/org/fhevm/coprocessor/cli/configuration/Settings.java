package org.fhevm.coprocessor.cli.configuration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** The settings of the daemon: which there are, and what they are. */
public final class Settings {
    /** Flags that are commands rather than settings. */
    private static final Set<String> NO_SETTINGS = Set.of("--generate-fhe-keys", ConfigurationFile.FLAG);

    private static final Set<String> URLS = Set.of("--database-url", "--database-direct-url");

    /** A program that prints a password may have one among its arguments. */
    private static final String PASSWORD_COMMAND = "--database-password-command";

    private static final String HIDDEN = "(hidden)";

    private Settings() {}

    /** The flags that a file may set, in order. */
    public static Set<String> of(CommandSpec daemon) {
        Set<String> flags = new TreeSet<>();
        options(daemon).forEach(option -> flags.add(option.longestName()));
        return flags;
    }

    static boolean isSecret(String flag) {
        return URLS.contains(flag) || flag.equals(PASSWORD_COMMAND);
    }

    /**
     * The effective settings.
     *
     * @param daemon whose defaults are those of the file, if there is one
     * @param arguments of the daemon
     * @throws CommandLine.ParameterException if a value is refused
     */
    static List<Setting> effective(
            CommandLine daemon,
            List<String> arguments,
            Map<String, String> environment,
            @Nullable ConfigurationFile file) {
        ParseResult parsed = daemon.parseArgs(arguments.toArray(String[]::new));
        List<Setting> settings = new ArrayList<>();
        for (OptionSpec option : options(daemon.getCommandSpec())) {
            settings.add(setting(option, parsed, environment, file));
        }
        return settings;
    }

    private static List<OptionSpec> options(CommandSpec daemon) {
        return daemon.options().stream()
                .filter(option -> !option.usageHelp() && !option.versionHelp())
                .filter(option -> !NO_SETTINGS.contains(option.longestName()))
                .toList();
    }

    private static Setting setting(
            OptionSpec option, ParseResult parsed, Map<String, String> environment, @Nullable ConfigurationFile file) {
        String flag = option.longestName();
        String name = flag.substring(2);
        if (parsed.hasMatchedOption(flag)) {
            return new Setting(name, shown(flag, given(parsed.matchedOption(flag))), "command line");
        }
        String variable = FlagVariables.set(flag, environment).orElse(null);
        if (variable != null) {
            return new Setting(name, shown(flag, environment.get(variable)), "environment variable " + variable);
        }
        String inFile = file == null ? null : file.values().get(flag);
        return file != null && inFile != null
                ? new Setting(name, shown(flag, inFile), "file " + file.path())
                : new Setting(name, byDefault(option), "default");
    }

    private static String given(OptionSpec option) {
        List<String> values = option.originalStringValues();
        return option.arity().max() == 0 ? "true" : String.join(" ", values);
    }

    private static @Nullable String byDefault(OptionSpec option) {
        Object value = option.getValue();
        if (value == null || value instanceof Map<?, ?> map && map.isEmpty()) {
            return null;
        }
        return switch (value) {
            case Object[] several -> Arrays.toString(several);
            case Enum<?> word -> word.toString().toLowerCase(Locale.ROOT);
            case Object other -> other.toString();
        };
    }

    /** A URL without its password; a text with a password that cannot be told apart is hidden. */
    private static @Nullable String shown(String flag, @Nullable String value) {
        if (value == null || !isSecret(flag)) {
            return value;
        }
        if (flag.equals(PASSWORD_COMMAND)) {
            return HIDDEN;
        }
        try {
            return DatabaseUrl.parse(value).toString();
        } catch (IllegalArgumentException e) {
            return HIDDEN;
        }
    }

    /**
     * A setting.
     *
     * @param name the flag, without its dashes
     * @param value null if there is none
     * @param source where the value comes from
     */
    record Setting(String name, @Nullable String value, String source) {}
}
