package org.fhevm.coprocessor.cli.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.ProjectFiles;
import org.fhevm.coprocessor.cli.daemon.Role;
import org.fhevm.coprocessor.cli.daemon.RunCommand;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ConfigurationFileTest {
    private static final Set<String> FLAGS = Set.of("--server-addr", "--run-server", "--database-url");
    private static final Map<String, String> NO_ENVIRONMENT = Map.of();

    @TempDir
    private Path folder;

    @Test
    void namesAndValuesAreRead() {
        assertThat(parse("# a comment\nserver-addr = 1.2.3.4:5  \nrun-server: true\n"))
                .isEqualTo(Map.of("--server-addr", "1.2.3.4:5", "--run-server", "true"));
        assertThat(parse("")).isEmpty();
        assertThat(parse("server-addr =")).isEqualTo(Map.of("--server-addr", ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server-adr = x | sets server-adr, which is no setting; did you mean server-addr?",
                "completely-else = x | sets completely-else, which is no setting",
                "postgres\\://u\\:secret@h = | sets something else than the name of a flag, which is no setting",
                "run-server = true\\nrun-server = false | sets run-server twice",
                "server-addr = \\\\u12 | malformed escape sequence",
            })
    void whatIsNoSettingIsRefused(String text, String message) {
        assertThatThrownBy(() -> parse(text.replace("\\n", "\n").replace("\\\\", "\\")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("secret");
    }

    @Test
    void bytesThatAreNoTextAreRefused() {
        assertThatThrownBy(() -> ConfigurationFile.parse(Path.of("f"), new byte[] {(byte) 0xff}, FLAGS))
                .hasMessageContaining("no text in UTF-8");
    }

    @Test
    void aFileIsReadUpToItsLargestSize() throws IOException {
        Path file = folder.resolve("file");
        Files.writeString(file, "#" + "x".repeat(ConfigurationFile.MAXIMUM_BYTES - 1));
        assertThat(ConfigurationFile.read(file, FLAGS).values()).isEmpty();

        Files.writeString(file, "#" + "x".repeat(ConfigurationFile.MAXIMUM_BYTES));
        assertThatThrownBy(() -> ConfigurationFile.read(file, FLAGS)).hasMessageContaining("bytes, more than");
    }

    @Test
    void aFileWithASecretMustNotBeReadableByOthers() throws IOException {
        Path file = file("database-url = postgres://u:secret@h/d\n", "rw-r--r--");
        assertThatThrownBy(() -> ConfigurationFile.read(file, FLAGS))
                .hasMessageContaining("can be read or changed by other users")
                .hasMessageContaining("chmod 600")
                .hasMessageNotContaining("secret");

        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(ConfigurationFile.read(file, FLAGS).values()).containsKey("--database-url");
        assertThat(ConfigurationFile.read(file("run-server = true", "rw-r--r--"), FLAGS)
                        .values())
                .hasSize(1);
    }

    @Test
    void aFileThatMustBeReadableIsAllowedInIt() throws IOException {
        Path file = file("database-url = postgres://u:secret@h/d\nallow-readable-keys = true\n", "rw-r--r--");

        assertThat(CommandRun.with(NO_ENVIRONMENT, "config", "show", "--config", file)
                        .exitCode())
                .isZero();
    }

    @Test
    void theCommandLineComesBeforeTheFileAndTheFileBeforeTheDefault() throws IOException {
        Path file = file("server-addr = 1.2.3.4:5\nrun-server = true\nserver-unknown-inputs = wait\n", "rw-r--r--");

        JsonNode settings = show(CommandRun.with(
                NO_ENVIRONMENT,
                "config",
                "show",
                "--config",
                file,
                "--output",
                "json",
                "--",
                "--server-addr=6.7.8.9:10",
                "--run-server"));

        assertThat(of(settings, "server-addr")).isEqualTo(List.of("6.7.8.9:10", "command line"));
        assertThat(of(settings, "run-server")).isEqualTo(List.of("true", "command line"));
        assertThat(of(settings, "server-unknown-inputs")).isEqualTo(List.of("wait", "file " + file));
        assertThat(of(settings, "metrics-addr")).isEqualTo(List.of("0.0.0.0:9100", "default"));
    }

    @Test
    void theEnvironmentComesBeforeTheFile() {
        FileDefaults defaults = new FileDefaults(
                Map.of("--database-url", "file", "--audit-log", "file"),
                Map.of("DATABASE_URL", "environment"),
                List.of());
        var spec = new CommandLine(new RunCommand(Role.ANY)).getCommandSpec();

        assertThat(defaults.defaultValue(spec.findOption("--database-url"))).isNull();
        assertThat(defaults.defaultValue(spec.findOption("--audit-log"))).isEqualTo("file");
    }

    @Test
    void aSwitchOfTheFileStaysOnIfTheCommandLineHasItToo() throws IOException {
        Path file = file("run-server = true\nmetrics-addr =\nserver-addr = nonsense\n", "rw-r--r--");

        // The server is wanted either way, and so its address is parsed.
        assertThat(CommandRun.with(NO_ENVIRONMENT, "--config", file).err()).contains("host:port, got nonsense");
        assertThat(CommandRun.with(NO_ENVIRONMENT, "--config", file, "--run-server")
                        .err())
                .contains("host:port, got nonsense");
        assertThat(CommandRun.with(NO_ENVIRONMENT, "--config", file, "--run-server=false")
                        .err())
                .contains("No tasks specified to run");
    }

    @Test
    void theEnvironmentNamesTheFile() throws IOException {
        Path file = file("no-such-flag = 1\n", "rw-r--r--");
        Map<String, String> environment = Map.of("COPROCESSOR_CONFIG", file.toString());

        CommandRun run = CommandRun.with(environment, "doctor");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains(file + " sets no-such-flag, which is no setting");
        assertThat(CommandRun.with(environment, "help").exitCode()).isZero();
    }

    @Test
    void secretsAreNotShown() throws IOException {
        Path file = file(
                "database-url = postgres://u:secret@h/d\ndatabase-direct-url = secret\n"
                        + "database-password-command = print secret\n",
                "rw-------");

        for (String format : List.of("text", "json")) {
            CommandRun run = CommandRun.with(NO_ENVIRONMENT, "config", "show", "--config", file, "--output", format);
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("database-password-command").doesNotContain("secret");
        }
    }

    @Test
    void onlyChangedSettingsAreShownIfThatIsWanted() throws IOException {
        Path file = file("server-addr = 1.2.3.4:5\n", "rw-r--r--");

        assertThat(CommandRun.with(NO_ENVIRONMENT, "config", "show", "--changed", "--config", file)
                        .out()
                        .lines())
                .hasSize(2);
    }

    /** The page's example sets what it says. */
    @Test
    void theExampleOfThePageIsRead() throws IOException {
        String page = Files.readString(ProjectFiles.ROOT.resolve("docs/configuration.md"));
        String example = page.substring(page.indexOf("```properties") + "```properties".length());
        Path file = file(example.substring(0, example.indexOf("```")), "rw-------");

        JsonNode settings =
                show(CommandRun.with(NO_ENVIRONMENT, "config", "show", "--config", file, "--output", "json"));

        assertThat(of(settings, "server-addr")).isEqualTo(List.of("0.0.0.0:50051", "file " + file));
        assertThat(settings.valueStream()
                        .filter(setting -> setting.get("source").asString().equals("file " + file)))
                .hasSize(9);
    }

    /** Every variable that a flag has is in the table of variables, and in the flag's description. */
    @Test
    void variablesAreThoseThatTheFlagsName() {
        var run = new CommandLine(new RunCommand(Role.ANY));
        run.getCommandSpec().options().forEach(option -> {
            String description = String.join(" ", option.description());
            String variable = FlagVariables.ALL.get(option.longestName());
            if (variable == null) {
                assertThat(description).as(option.longestName()).doesNotContain("environment variable");
            } else {
                assertThat(description).contains("environment variable " + variable);
            }
        });
    }

    private static Map<String, String> parse(String text) {
        return ConfigurationFile.parse(Path.of("file"), text.getBytes(StandardCharsets.UTF_8), FLAGS)
                .values();
    }

    private Path file(String content, String permissions) throws IOException {
        Path file = Files.createTempFile(folder, "coprocessor", ".properties");
        Files.writeString(file, content);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
    }

    private static JsonNode show(CommandRun run) {
        assertThat(run.exitCode()).as(run.err()).isZero();
        return JsonMapper.shared().readTree(run.out());
    }

    private static List<String> of(JsonNode settings, String name) {
        return settings.valueStream()
                .filter(setting -> setting.get("name").asString().equals(name))
                .map(setting -> List.of(
                        setting.get("value").asString(), setting.get("source").asString()))
                .findFirst()
                .orElseThrow();
    }
}
