package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.fhevm.coprocessor.cli.terminal.Version;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
    @Test
    void theVersionIsThatOfTheArtifactsAndNamesTheProtocol() throws IOException {
        String version = CommandRun.of("--version").out().strip();

        assertThat(version).isEqualTo("coprocessor " + Version.NUMBER + ", protocol of fhevm 0.6");
        assertThat(CommandRun.of("run", "--version").out().strip()).isEqualTo(version);
        assertThat(CommandRun.of("tenant", "add", "--version").out().strip()).isEqualTo(version);
        assertThat(Files.readString(ProjectFiles.ROOT.resolve("pom.xml")))
                .contains("<artifactId>coprocessor-parent</artifactId>\n  <version>" + Version.NUMBER + "</version>");
    }

    @Test
    void flagsAloneMeanTheDaemon() {
        assertThat(Main.withCommand(new String[] {"--run-bg-worker", "--run-server"}))
                .containsExactly("run", "--run-bg-worker", "--run-server");
        assertThat(Main.withCommand(new String[] {"--help"})).containsExactly("--help");
        assertThat(Main.withCommand(new String[] {"keygen", "--force"})).containsExactly("keygen", "--force");
        assertThat(Main.withCommand(new String[0])).isEmpty();
    }

    @Test
    void theFlagOfTheConfigurationFileMayComeFirst() {
        assertThat(Main.withCommand(new String[] {"--config", "f"})).containsExactly("run", "--config", "f");
        assertThat(Main.withCommand(new String[] {"--config=f"})).containsExactly("run", "--config=f");
        assertThat(Main.withCommand(new String[] {"--config"})).containsExactly("run", "--config");
        assertThat(Main.withCommand(new String[] {"--config", "f", "--run-server"}))
                .containsExactly("run", "--config", "f", "--run-server");
        assertThat(Main.withCommand(new String[] {"--config", "f", "doctor"}))
                .containsExactly("--config", "f", "doctor");
        assertThat(Main.withCommand(new String[] {"--config=f", "doctor"})).containsExactly("--config=f", "doctor");
    }

    @Test
    void withoutACommandTheUsageIsPrintedByTaskWithCodeTwo() {
        CommandRun run = CommandRun.of();

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith("Usage: coprocessor").contains("Set it up:", "Watch and repair it:");
        assertThat(CommandRun.of("tenant").exitCode()).isEqualTo(2);
        assertThat(CommandRun.of("tenant").err()).startsWith("Usage: coprocessor tenant");
    }

    @Test
    void everyCommandHasOnePlaceInTheUsage() {
        assertThat(CommandGroups.GROUPS.stream()
                        .flatMap(group -> group.entries().stream())
                        .map(CommandGroups.Entry::name))
                .containsExactlyInAnyOrderElementsOf(
                        Main.commandLine().getSubcommands().keySet());
        assertThat(CommandRun.of("--help").out().lines())
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void helpIsThatOfTheCommand() {
        assertThat(CommandRun.of("help")).isEqualTo(CommandRun.of("--help"));
        assertThat(CommandRun.of("help", "tenant", "add")).isEqualTo(CommandRun.of("tenant", "add", "--help"));
        assertThat(CommandRun.of("help", "tenant", "ad").err().strip())
                .isEqualTo("coprocessor: coprocessor tenant has no command ad; did you mean add? See coprocessor help"
                        + " --help");
        assertThat(CommandRun.of("help", "tenant", "ad").exitCode()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tennant list | there is no command tennant; did you mean tenant?",
                "computations lst | there is no command lst; did you mean list?",
                "completely-else | there is no command completely-else;",
                "doctor --databse-url=postgres://u:secret@h/d | there is no flag --databse-url here; did you mean --database-url?",
                "doctor --databse-url postgres://u:secret@h/d | there is no flag --databse-url here; did you mean --database-url?",
                "--run-srver | there is no flag --run-srver here; did you mean --run-server?",
                "doctor postgres://u:secret@h/d | the argument with a longer text is not expected here",
            })
    void aMistypedWordIsAnsweredWithTheRightOne(String words, String answer) {
        CommandRun run = CommandRun.of((Object[]) words.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("coprocessor: " + answer).doesNotContain("secret");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void theHelpListsEveryCommandWithADescription() {
        Main.commandLine().getSubcommands().forEach((name, command) -> {
            assertThat(CommandRun.of("--help").out()).contains("  " + name);
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as("description of %s", name)
                    .isNotEmpty();
        });
    }

    @Test
    void aWrongCommandLineIsAnsweredInOneLineAndWithCodeTwo() {
        CommandRun run = CommandRun.of("keygen");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "coprocessor: Missing required option: '--output=FOLDER'; see coprocessor keygen --help");
    }

    @Test
    void aForeseenFailureIsOneLineWithCodeOne() {
        CommandRun run = CommandRun.of("ciphertext", "inspect", "/nowhere/at/all");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).containsExactly("coprocessor: there is no file /nowhere/at/all");
    }

    @Test
    void nothingToRunIsRefused() {
        CommandRun run = CommandRun.of("--metrics-addr=");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).contains("No tasks specified to run");
    }
}
