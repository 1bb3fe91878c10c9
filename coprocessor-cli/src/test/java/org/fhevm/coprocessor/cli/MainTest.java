package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
    @Test
    void theVersionIsThatOfTheInterface() {
        assertThat(CommandRun.of("--version").out().strip()).isEqualTo("coprocessor 0.6.1");
        assertThat(CommandRun.of("run", "--version").out().strip()).isEqualTo("coprocessor 0.6.1");
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
    void theHelpListsEveryCommandWithADescription() {
        Main.commandLine().getSubcommands().forEach((name, command) -> {
            assertThat(CommandRun.of("--help").out()).contains("  " + name);
            assertThat(command.getCommandSpec().usageMessage().description())
                    .as("description of %s", name)
                    .isNotEmpty();
        });
    }

    @Test
    void aWrongCommandLineIsAnsweredInTwoLinesAndWithCodeTwo() {
        CommandRun run = CommandRun.of("keygen");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "coprocessor: Missing required option: '--output=FOLDER'", "See coprocessor keygen --help.");
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
