package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The systemd units and the Helm chart, as far as they can be checked without their programs. */
class InstallationFilesTest {
    private static final Path DOCKER = ProjectFiles.ROOT.resolve("docker");
    private static final Path UNITS = DOCKER.resolve("systemd");
    private static final Path CHART = DOCKER.resolve("helm/coprocessor");
    private static final Pattern LONG_FLAG = Pattern.compile("(?<![\\w-])(--[a-z][a-z0-9-]+)");

    static List<Path> files() throws IOException {
        try (Stream<Path> units = Files.list(UNITS);
                Stream<Path> templates = Files.list(CHART.resolve("templates"))) {
            return Stream.concat(Stream.concat(units, templates), Stream.of(CHART.resolve("values.yaml")))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void eachFlagExists(Path file) throws IOException {
        Set<String> ours = new TreeSet<>();
        collectFlags(Main.commandLine(), ours);
        Matcher flags = LONG_FLAG.matcher(Files.readString(file));
        while (flags.find()) {
            assertThat(ours).as(file.toString()).contains(flags.group(1));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "worker@", "migration"})
    void theCommandLineOfAUnitParses(String name) throws IOException {
        String unit = unit(name);
        Matcher start = Pattern.compile("(?m)^ExecStart=/opt/coprocessor/bin/(coprocessor-\\w+) ((.*\\\\\n)*.*)$")
                .matcher(unit);
        assertThat(start.find()).isTrue();
        String[] arguments = start.group(2)
                .replace("\\\n", " ")
                .replaceAll("\\$COPROCESSOR_[A-Z]+_FLAGS", "")
                .replace("%i", "9101")
                .strip()
                .split(" +");
        CommandLine program = switch (start.group(1)) {
            case "coprocessor-server" -> Commands.named("server", new RunCommand(Role.SERVER));
            case "coprocessor-worker" -> Commands.named("worker", new RunCommand(Role.WORKER));
            default -> Main.commandLine();
        };
        assertThat(program.parseArgs(arguments).errors()).isEmpty();
    }

    /** A password on a command line or in a variable can be read by other users, or is handed down. */
    @ParameterizedTest
    @ValueSource(strings = {"server", "worker@", "migration"})
    void aUnitHasItsSecretsAsCredentialsAndFewRights(String name) throws IOException {
        assertThat(unit(name))
                .contains(
                        "\nLoadCredential=password:",
                        "\nEnvironment=DATABASE_PASSWORD_FILE=%d/password\n",
                        "\nDynamicUser=yes\n",
                        "\nCapabilityBoundingSet=\n",
                        "\nProtectSystem=strict\n",
                        "\nMemoryMax=")
                .doesNotContain("--tenant-api-key", "--database-url", "User=root");
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "worker@"})
    void aUnitWaitsForTheDrain(String name) throws IOException {
        int stop = Integer.parseInt(only(unit(name), "(?m)^TimeoutStopSec=([0-9]+)$"));
        assertThat(stop).isGreaterThan(drainSeconds());
        assertThat(unit(name)).contains("\nRestart=always\n");
    }

    @Test
    void thePodsWaitForTheDrainAndAreReplacedOneByOne() throws IOException {
        for (String part : List.of("server", "worker")) {
            String template = template(part);
            assertThat(template)
                    .containsPattern("terminationGracePeriodSeconds: \\{\\{ add .*\\.drainSeconds 20 }}")
                    .contains("rollingUpdate: {maxSurge: 1, maxUnavailable: 0}", "coprocessor.probes");
        }
        assertThat(Integer.parseInt(only(Files.readString(CHART.resolve("values.yaml")), "drainSeconds: ([0-9]+)")))
                .isEqualTo(drainSeconds());
    }

    private static int drainSeconds() {
        CommandLine run = Commands.named("run", new RunCommand(Role.ANY));
        return Integer.parseInt(
                run.getCommandSpec().findOption("--server-drain-seconds").defaultValueString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"server", "worker", "migration", "tools"})
    void everyPodHasTheLeastRights(String part) throws IOException {
        assertThat(template(part))
                .contains(
                        "include \"coprocessor.podSecurity\"",
                        "include \"coprocessor.containerSecurity\"",
                        "defaultMode: 0440")
                .doesNotContain("hostPath", "hostNetwork", "privileged");
        assertThat(Files.readString(CHART.resolve("templates/_helpers.tpl")))
                .contains(
                        "runAsNonRoot: true",
                        "readOnlyRootFilesystem: true",
                        "allowPrivilegeEscalation: false",
                        "drop: [ALL]",
                        "type: RuntimeDefault",
                        "automountServiceAccountToken: false");
    }

    /** The chart refers to Secrets, and makes none. */
    @Test
    void theChartHasNoSecrets() throws IOException {
        for (Path file : files()) {
            assertThat(Files.readString(file))
                    .as(file.toString())
                    .doesNotContainPattern("(?m)^kind: Secret$|stringData:");
        }
    }

    @Test
    void theChartsRulesAreThoseOfTheProject() throws IOException {
        for (String rules : List.of("recording.yaml", "alerts.yaml")) {
            Path ours = DOCKER.resolve("prometheus").resolve(rules);
            assertThat(CHART.resolve(rules))
                    .as("helm reads files of the chart only")
                    .hasSameBinaryContentAs(ours);
            assertThat(CHART.resolve(rules).toRealPath()).as("a link, no copy").isEqualTo(ours.toRealPath());
            assertThat(template("monitoring")).contains('"' + rules + '"');
        }
        assertThat(Files.readString(CHART.resolve("values.yaml"))).contains("\nprometheusRule:\n  enabled: false\n");
    }

    private static String unit(String name) throws IOException {
        return Files.readString(UNITS.resolve("coprocessor-" + name + ".service"));
    }

    private static String template(String name) throws IOException {
        return Files.readString(CHART.resolve("templates/" + name + ".yaml"));
    }

    private static String only(String text, String pattern) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static void collectFlags(CommandLine command, Set<String> flags) {
        command.getCommandSpec().options().forEach(option -> flags.addAll(Set.of(option.names())));
        command.getSubcommands().values().forEach(subcommand -> collectFlags(subcommand, flags));
    }
}
