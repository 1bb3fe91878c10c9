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
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of the pages about keys, certificates and rates of tenants work, one after the other. */
@EmbeddedDatabase
class TenantAccessPagesTest {
    private static final Path PAGES = Path.of("").toAbsolutePath().resolveSibling("docs");
    private static final Pattern COMMAND =
            Pattern.compile("\\./coprocessor (tenant (?:api-key|certificate|rate-limit) [^`\\n]+)");

    /** Commands that change nothing. */
    private static final Set<String> READING = Set.of("list", "show");

    @TempDir
    private Path folder;

    @Test
    void eachCommandWorks(TestServer server) throws IOException {
        String url = TenantCommandRun.onNewDatabase(server).url();
        List<String> commands = commands();
        assertThat(commands).hasSizeGreaterThanOrEqualTo(13);
        for (String command : commands) {
            CommandRun run = CommandRun.of(arguments(command, url).toArray());
            assertThat(run.exitCode()).as("%s: %s", command, run.err()).isZero();
        }
        assertThat(CommandRun.of("tenant", "api-key", "list", "--database-url", url, "--tenant", 1)
                        .out())
                .containsPattern("tenant_api_key .* retired")
                .containsPattern("geth +schedule .* valid")
                .containsPattern("gateway-1 +upload, read .* revoked")
                .containsPattern("gateway-2 +upload, read .* valid");
        assertThat(Files.readAllLines(folder.resolve("audit.log")))
                .allSatisfy(line -> assertThat(line).contains("\"outcome\":\"ok\""))
                .anySatisfy(line ->
                        assertThat(line).contains("\"tenant api-key revoke\",\"tenant\":1,", "\"key\":\"gateway-1\""))
                .anySatisfy(
                        line -> assertThat(line).contains("\"tenant api-key retire\"", "\"key\":\"tenant_api_key\""))
                .anySatisfy(line -> assertThat(line)
                        .contains("\"tenant certificate revoke\"", "\"certificate\":\"geth.example.org\""))
                .anySatisfy(line -> assertThat(line).contains("\"tenant rate-limit set\",\"tenant\":1,"));
    }

    private static List<String> commands() throws IOException {
        String pages = Files.readString(PAGES.resolve("keys.md")) + Files.readString(PAGES.resolve("configuration.md"));
        Matcher found = COMMAND.matcher(pages);
        List<String> commands = new ArrayList<>();
        while (found.find()) {
            commands.add(found.group(1));
        }
        return commands;
    }

    /** The arguments of a command, with the database, and with files in the test's folder. */
    private List<String> arguments(String command, String url) {
        List<String> arguments = new ArrayList<>(Arrays.asList(command.strip().split(" +")));
        int file = arguments.indexOf("--output-file");
        if (file >= 0) {
            arguments.set(file + 1, folder.resolve(arguments.get(file + 1)).toString());
        }
        arguments.addAll(List.of("--database-url", url));
        if (!READING.contains(arguments.get(2))) {
            arguments.addAll(List.of("--audit-log", folder.resolve("audit.log").toString()));
        }
        return arguments;
    }
}
