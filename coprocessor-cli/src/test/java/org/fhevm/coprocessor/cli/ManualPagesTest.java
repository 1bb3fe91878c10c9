package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.manual.ManualPages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class ManualPagesTest {
    @TempDir
    private Path folder;

    @Test
    void everyCommandHasAPageWithAllOfItsFlags() {
        Map<String, String> pages = pages();

        check(Main.commandLine(), pages);
        assertThat(pages.keySet())
                .contains("coprocessor.1", "coprocessor-run.1", "coprocessor-tenant.1", "coprocessor-tenant-add.1")
                .hasSizeGreaterThan(40);
    }

    private static void check(CommandLine command, Map<String, String> pages) {
        String page = pages.get(command.getCommandSpec().qualifiedName("-") + ".1");
        assertThat(page).as(command.getCommandName()).isNotNull().contains(".SH NAME", ".SH EXIT STATUS");
        command.getCommandSpec()
                .options()
                .forEach(option ->
                        assertThat(page).contains("\\fB" + option.longestName().replace("-", "\\-") + "\\fR"));
        command.getSubcommands().values().forEach(next -> check(next, pages));
    }

    @Test
    void noLineIsTakenForARequestThatItIsNot() {
        List<String> requests = List.of(".TH", ".SH", ".TP");
        assertThat(pages().values().stream().flatMap(String::lines))
                .filteredOn(line -> line.startsWith(".") || line.startsWith("'"))
                .allSatisfy(line -> assertThat(requests).contains(line.split(" ")[0]));
    }

    /** Descriptions name defaults; a variable that stays would be one that picocli does not know. */
    @Test
    void noVariableIsLeft() {
        assertThat(pages().values()).noneMatch(page -> page.contains("${"));
    }

    @Test
    void twoRunsWriteTheSameFiles() throws IOException {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");

        DistributionMain.main(new String[] {first.toString()});
        DistributionMain.main(new String[] {second.toString()});

        try (Stream<Path> files = Files.walk(first)) {
            List<Path> written = files.filter(Files::isRegularFile).toList();
            assertThat(written).hasSize(pages().size() + 2);
            for (Path file : written) {
                assertThat(Files.mismatch(file, second.resolve(first.relativize(file))))
                        .as(file.toString())
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void bothShellsGetAScriptThatKnowsCommandsAndFlags() {
        String bash = CommandRun.of("completion", "bash").out();

        assertThat(bash).contains("complete -F _complete_coprocessor", "rate-limit", "--database-url");
        assertThat(CommandRun.of("completion", "zsh").out())
                .startsWith("autoload -U +X compinit")
                .endsWith(bash);
    }

    private static Map<String, String> pages() {
        return ManualPages.of(Main.commandLine().getCommandSpec());
    }
}
