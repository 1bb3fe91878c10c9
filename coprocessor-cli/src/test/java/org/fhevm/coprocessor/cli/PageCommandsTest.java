package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.ParseResult;

/** The commands that pages show, in blocks and as they are typed, are understood by our programs. */
class PageCommandsTest {
    private static final Path ROOT = ProjectFiles.ROOT;
    private static final Pattern BLOCK = Pattern.compile("(?m)^```\\w*\n(.*?)^```$", Pattern.DOTALL);

    /** What stands before the arguments: the launcher, a service of compose, the program in a pod. */
    private static final Pattern PROGRAM = Pattern.compile(
            "^(?:\\./coprocessor|docker compose .* commands|kubectl exec \\S+ -- coprocessor-cli) (.*)$");

    /** Words that the launcher itself understands. */
    private static final Set<String> OF_THE_LAUNCHER = Set.of("test", "archive-classes", "help");

    private record Shown(String page, List<String> arguments) {}

    static Stream<Shown> commands() throws IOException {
        List<Shown> commands = new ArrayList<>();
        try (Stream<Path> pages = Files.list(ROOT.resolve("docs"))) {
            for (Path page : Stream.concat(pages.sorted(), Stream.of(ROOT.resolve("README.md")))
                    .filter(file -> file.toString().endsWith(".md"))
                    .toList()) {
                Matcher blocks = BLOCK.matcher(Files.readString(page));
                while (blocks.find()) {
                    commands.addAll(inBlock(
                            page.getFileName().toString(), blocks.group(1).replaceAll("\\\\\n\\s*", "")));
                }
            }
        }
        return commands.stream();
    }

    private static List<Shown> inBlock(String page, String block) {
        return block.lines()
                .map(PROGRAM::matcher)
                .filter(Matcher::matches)
                .map(line -> new Shown(page, arguments(line.group(1))))
                .filter(shown -> !OF_THE_LAUNCHER.contains(shown.arguments.getFirst()))
                .toList();
    }

    /** Without comments and redirections, and with a number where the page leaves a value open. */
    private static List<String> arguments(String text) {
        String typed = text.replaceFirst("\\s+#.*$", "").replaceFirst("\\s+[12]?[<>|].*$", "");
        return List.of(typed.strip().replace("\"", "").replace("…", "1").split("\\s+"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void aShownCommandParses(Shown shown) {
        ParseResult parsed = Main.commandLine().parseArgs(Main.withCommand(shown.arguments.toArray(String[]::new)));
        assertThat(parsed.hasSubcommand() || parsed.isVersionHelpRequested() || parsed.isUsageHelpRequested())
                .as("%s: %s", shown.page, shown.arguments)
                .isTrue();
    }

    @Test
    void commandsAreFoundBehindEachProgram() throws IOException {
        assertThat(commands().map(Shown::page))
                .contains(
                        "backup.md",
                        "commands.md",
                        "deployment.md",
                        "integration.md",
                        "keys.md",
                        "tenants.md",
                        "README.md");
        assertThat(commands()
                        .filter(shown -> shown.page.equals("deployment.md"))
                        .map(shown -> shown.arguments.getFirst()))
                .contains("database-roles", "insert-tenant", "tenant", "smoke-test");
    }
}
