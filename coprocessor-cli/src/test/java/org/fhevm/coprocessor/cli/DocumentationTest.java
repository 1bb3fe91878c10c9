package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.fhevm.coprocessor.cli.terminal.ExitStatus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The documents name existing flags, commands, defaults and documents. */
class DocumentationTest {
    private static final Path ROOT = ProjectFiles.ROOT;
    private static final Pattern LONG_FLAG = Pattern.compile("(?<![\\w-])(--[a-z][a-z0-9-]+)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]*)(?:#([^)\\s]+))?\\)");

    /** Flags of docker, kubectl, helm, systemctl, PostgreSQL and Java. */
    private static final Set<String> FOREIGN_FLAGS = Set.of(
            "--file",
            "--target",
            "--tag",
            "--build-arg",
            "--build",
            "--detach",
            "--profile",
            "--scale",
            "--rm",
            "--volume",
            "--user",
            "--cap-add",
            "--entrypoint",
            "--no-deps",
            "--single",
            "--from-file",
            "--set",
            "--now",
            "--format",
            "--compress",
            "--no-owner",
            "--no-privileges",
            "--dbname",
            "--list",
            "--maintenance-db",
            "--exit-on-error",
            "--host",
            "--username",
            "--add-modules");

    @Test
    void everyFlagOfTheDaemonIsDescribedWithItsDefault() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        for (OptionSpec option : Objects.requireNonNull(
                        Main.commandLine().getSubcommands().get("run"))
                .getCommandSpec()
                .options()) {
            String flag = option.longestName();
            if (option.usageHelp() || option.versionHelp()) {
                continue;
            }
            assertThat(page).as("configuration.md").contains("| `" + flag + "`");
            String row = page.lines()
                    .filter(line -> line.startsWith("| `" + flag + "`"))
                    .findFirst()
                    .orElseThrow();
            String value = option.defaultValueString();
            boolean hasDefault = option.initialValue() != null || option.defaultValue() != null;
            boolean isOne = option.arity().max() == 1 && !option.isMultiValue();
            if (hasDefault && isOne && !value.contains("$")) {
                assertThat(row.replace("`", ""))
                        .as("default of %s", flag)
                        .contains("| " + value.replace("./.", ".") + " |");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "README.md",
                "CHANGELOG.md",
                "docs/backup.md",
                "docs/commands.md",
                "docs/configuration.md",
                "docs/database.md",
                "docs/deployment.md",
                "docs/integration.md",
                "docs/keys.md",
                "docs/monitoring.md",
                "docs/poolers.md",
                "docs/queue.md",
                "docs/runbook.md",
                "docs/tenants.md",
                "docs/status-page.md",
                "docs/audit.md",
                "docs/tracing.md",
                "docs/architecture.md",
                "docs/upgrade.md"
            })
    void flagsExist(String page) throws IOException {
        Set<String> ours = new TreeSet<>();
        collectFlags(Main.commandLine(), ours);
        Matcher flags = LONG_FLAG.matcher(Files.readString(ROOT.resolve(page)));
        while (flags.find()) {
            assertThat(FOREIGN_FLAGS.contains(flags.group(1)) || ours.contains(flags.group(1)))
                    .as("%s mentions %s", page, flags.group(1))
                    .isTrue();
        }
    }

    static List<String> pages() throws IOException {
        List<String> pages = new ArrayList<>(List.of("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"));
        for (String folder : List.of("docs", "benchmarks")) {
            try (Stream<Path> files = Files.list(ROOT.resolve(folder))) {
                files.map(file -> folder + "/" + file.getFileName())
                        .filter(name -> name.endsWith(".md"))
                        .sorted()
                        .forEach(pages::add);
            }
        }
        return pages;
    }

    @ParameterizedTest
    @MethodSource("pages")
    void linksLeadToFilesAndHeadings(String page) throws IOException {
        Matcher links = LINK.matcher(Files.readString(ROOT.resolve(page)));
        while (links.find()) {
            String file = links.group(1);
            if (file.startsWith("http")) {
                continue;
            }
            Path target = file.isEmpty()
                    ? ROOT.resolve(page)
                    : ROOT.resolve(page).resolveSibling(file).normalize();
            assertThat(target).as("link in %s", page).exists();
            if (links.group(2) != null) {
                assertThat(anchors(target))
                        .as("headings of %s, to which %s links", target, page)
                        .contains(links.group(2));
            }
        }
    }

    /** The names under which a page's headings can be linked. */
    private static List<String> anchors(Path page) throws IOException {
        return Files.readString(page)
                .lines()
                .filter(line -> line.startsWith("#"))
                .map(line -> line.replaceFirst("^#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @Test
    void theStatusesOfThePageAreThoseOfTheProgram() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/commands.md"));
        String section = page.substring(page.indexOf("## Exit statuses"), page.indexOf("## Output"));
        assertThat(section.lines()
                        .filter(line -> line.matches("\\| \\d+ \\|.*"))
                        .map(line -> line.split(" ")[1]))
                .containsExactlyElementsOf(Arrays.stream(ExitStatus.values())
                        .map(status -> Integer.toString(status.code()))
                        .toList());
    }

    @Test
    void everyCommandIsInTheTable() throws IOException {
        String page = Files.readString(ROOT.resolve("docs/configuration.md"));
        assertThat(Main.commandLine().getSubcommands().keySet())
                .allSatisfy(name -> assertThat(page).contains("`" + name));
    }

    private static void collectFlags(CommandLine command, Set<String> flags) {
        command.getCommandSpec().options().forEach(option -> flags.addAll(Set.of(option.names())));
        command.getSubcommands().values().forEach(subcommand -> collectFlags(subcommand, flags));
    }
}
