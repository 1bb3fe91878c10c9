package org.fhevm.coprocessor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.cli.terminal.OutputOption;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Every command prints for programs, or this test says why not. */
public class OutputFormatTest {
    /** The row of a command in the table of docs/commands.md. */
    private static final Pattern ROW = Pattern.compile("\\| `([a-z -]+)` \\| (object|list) \\| (.*) \\|");

    private static final String CHANGES = "changes something and says so in a sentence; its status is the answer";
    private static final String DAEMON = "serves until it is stopped";
    private static final String TEXT = "prints a text that is for people or for another program";

    /** Commands without JSON, by their last word: commands of one kind are called alike. */
    private static final Map<String, String> WITHOUT = reasons();

    private static Map<String, String> reasons() {
        Map<String, String> reasons = new TreeMap<>();
        for (String word : List.of(
                "add",
                "update",
                "set",
                "clear",
                "set-crs",
                "rotate-key",
                "disable",
                "enable",
                "remove",
                "weight",
                "revoke",
                "retire",
                "create",
                "insert-tenant",
                "migrate",
                "database-roles",
                "keygen",
                "encrypt",
                "to-single",
                "retry",
                "cancel",
                "submit",
                "pause",
                "resume")) {
            reasons.put(word, CHANGES);
        }
        List.of("run", "postgres").forEach(word -> reasons.put(word, DAEMON));
        List.of("demo", "transfer", "help", "completion").forEach(word -> reasons.put(word, TEXT));
        return reasons;
    }

    @Test
    void everyCommandPrintsForProgramsOrHasAReasonNotTo() {
        leaves().forEach((name, command) -> {
            String word = name.substring(name.lastIndexOf(' ') + 1);
            assertThat(printsJson(command))
                    .as("%s has --output json: %s", name, WITHOUT.get(word))
                    .isNotEqualTo(WITHOUT.containsKey(word));
        });
    }

    @Test
    void thePageListsTheCommandsThatPrintForPrograms() throws IOException {
        assertThat(documented().keySet())
                .containsExactlyElementsOf(leaves().entrySet().stream()
                        .filter(entry -> printsJson(entry.getValue()))
                        .map(Map.Entry::getKey)
                        .toList());
    }

    /** The fields of the answer of a command, as the page lists them. */
    public static List<String> fields(String command) throws IOException {
        return documented().getOrDefault(command, List.of());
    }

    private static Map<String, List<String>> documented() throws IOException {
        Map<String, List<String>> commands = new TreeMap<>();
        Matcher rows = ROW.matcher(Files.readString(ProjectFiles.ROOT.resolve("docs/commands.md")));
        while (rows.find()) {
            commands.put(rows.group(1), List.of(rows.group(3).replace("`", "").split(", ")));
        }
        return commands;
    }

    private static boolean printsJson(CommandSpec command) {
        return command.mixins().values().stream().anyMatch(mixin -> mixin.userObject() instanceof OutputOption);
    }

    /** Commands without commands of their own, by their words. */
    private static Map<String, CommandSpec> leaves() {
        Map<String, CommandSpec> leaves = new TreeMap<>();
        collect(Main.commandLine(), new ArrayList<>(), leaves);
        assertThat(leaves).hasSizeGreaterThan(30);
        return leaves;
    }

    private static void collect(CommandLine command, List<String> words, Map<String, CommandSpec> leaves) {
        if (command.getSubcommands().isEmpty()) {
            leaves.put(String.join(" ", words), command.getCommandSpec());
        }
        command.getSubcommands().forEach((word, next) -> {
            List<String> all = new ArrayList<>(words);
            all.add(word);
            collect(next, all, leaves);
        });
    }
}
