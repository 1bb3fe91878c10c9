package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the page about the life of a tenant work, one after the other. */
@EmbeddedDatabase
class TenantLifePageTest extends TenantLifeScenario {
    private static final Path PAGE = Path.of("").toAbsolutePath().resolveSibling("docs/tenants.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```\\n(.*?)^```$");
    private static final Pattern COMMAND = Pattern.compile("(?m)^\\./coprocessor ((?:tenant|computations) .+)$");
    private static final Set<String> WITH_FILES = Set.of("--keys", "--api-key-file", "--addresses");

    /** Commands that change nothing. */
    private static final Set<String> READING = Set.of("list", "show");

    /** The page says to wait before these. */
    private static final Set<String> LATER = Set.of("enable", "rotate-key", "remove");

    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void prepare() throws IOException {
        execute("truncate tenants restart identity cascade");
        log = folder.resolve("audit.log");
        ToyKeyFolder.ours(folder.resolve("keys"));
        ToyKeyFolder.tfheRs(folder.resolve("new-keys"));
        Path addresses = Files.createDirectory(folder.resolve("addresses"));
        Files.writeString(
                addresses.resolve(".env.acl"), "ACL_CONTRACT_ADDRESS=0x168813841d158Ea8508f91f71aF338e4cB4d396e\n");
        Files.writeString(
                addresses.resolve(".env.inputverifier"),
                "INPUT_VERIFIER_CONTRACT_ADDRESS=0x3a2DA6f1daE9eF988B48d9CF27523FA31a8eBE50\n");
    }

    @Test
    void eachCommandWorks() throws IOException {
        List<String> commands = commands();
        assertThat(commands).hasSize(20);
        for (String command : commands) {
            List<String> words = Arrays.asList(command.split(" +"));
            if (LATER.contains(words.get(1))) {
                elapse();
            }
            if (words.get(1).equals("rotate-key")) {
                fill(1, 2, 2);
            }
            CommandRun run = CommandRun.of(arguments(words).toArray());
            assertThat(run.exitCode()).as("%s: %s", command, run.err()).isZero();
        }
        assertThat(value("select count(*) from tenants")).isEqualTo(0L);
        assertThat(TABLES).allSatisfy(table -> assertThat(rows(table, 1)).isZero());
        assertThat(Files.readAllLines(log))
                .allSatisfy(line -> assertThat(line).contains("\"tenant\":1,", "\"outcome\":\"ok\""))
                .extracting(line -> line.replaceAll(".*\"action\":\"([^\"]+)\".*", "$1"))
                .contains("tenant update", "tenant weight", "computations pause", "computations resume")
                .contains("tenant disable", "tenant enable", "tenant rotate-key", "tenant remove");
        assertThat(Files.readString(log)).containsPattern("\"tenant rotate-key\".*\"count\":2,");
    }

    private static List<String> commands() throws IOException {
        List<String> commands = new ArrayList<>();
        Matcher blocks = BLOCK.matcher(Files.readString(PAGE));
        while (blocks.find()) {
            COMMAND.matcher(blocks.group(1).replaceAll("\\\\\\n *", ""))
                    .results()
                    .forEach(command -> commands.add(command.group(1)));
        }
        return commands;
    }

    /** The arguments of a command, with the database, and with files in the test's folder. */
    private List<String> arguments(List<String> words) {
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            boolean isFile = i > 0 && WITH_FILES.contains(words.get(i - 1));
            arguments.add(isFile ? folder.resolve(words.get(i)).toString() : words.get(i));
        }
        arguments.addAll(List.of("--database-url", url));
        if (!READING.contains(words.get(1))) {
            arguments.addAll(List.of("--audit-log", log.toString()));
        }
        return arguments;
    }
}
