package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.JsonAnswers;
import org.fhevm.coprocessor.cli.testing.SigningKeyFiles;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** What {@code --output json} prints about a database. */
@EmbeddedDatabase
class AnswersForProgramsTest extends ComputationScenario {
    @TempDir
    private Path folder;

    @Test
    void computationsAreListed() throws IOException {
        store("in");
        add("a", "in", "in");
        add("b", "in", "in");
        fail("a", "no such \"luck\"");

        JsonNode answer = JsonAnswers.of("computations list", "--limit", 1, "--database-url", url);

        assertThat(answer.get("more").asBoolean()).isTrue();
        JsonNode failed = answer.get("computations").get(0);
        assertThat(failed.propertyNames())
                .containsExactly(
                        "tenant",
                        "handle",
                        "operation",
                        "type",
                        "state",
                        "ageSeconds",
                        "attempts",
                        "lostLeases",
                        "detail");
        assertThat(failed.get("tenant").asInt()).isEqualTo(1);
        assertThat(failed.get("handle").asString()).isEqualTo(hex("a"));
        assertThat(failed.get("operation").asString()).isEqualTo("add");
        assertThat(failed.get("type").asString()).isEqualTo("euint64");
        assertThat(failed.get("state").asString()).isEqualTo("failed");
        assertThat(failed.get("detail").asString()).isEqualTo("no such \"luck\"");
    }

    @Test
    void anEmptyListIsAnAnswerToo() throws IOException {
        JsonNode answer = JsonAnswers.of("computations list", "--database-url", url);

        assertThat(answer.get("computations").size()).isZero();
        assertThat(answer.get("more").asBoolean()).isFalse();
    }

    @Test
    void aComputationIsExplained() throws IOException {
        add("a", "never", "never");

        JsonNode answer = JsonAnswers.of("computations explain", hex("a"), "--database-url", url);

        assertThat(answer.get("done").asBoolean()).isFalse();
        assertThat(answer.get("whole").asBoolean()).isTrue();
        assertThat(answer.get("values").size()).isEqualTo(2);
        assertThat(answer.get("values").get(0).get("needs").get(0).asString()).isEqualTo(hex("never"));
        assertThat(answer.get("values").get(1).get("computation").isNull()).isTrue();
        assertThat(answer.get("causes").get(0).get("handle").asString()).isEqualTo(hex("never"));
    }

    @Test
    void tenantsAndWhatTheyHaveAreListed() throws IOException {
        JsonNode tenant = JsonAnswers.of("tenant list", "--database-url", url).get(0);
        assertThat(tenant.get("chainId").asLong()).isEqualTo(12345);
        assertThat(tenant.get("serverKeyBytes").asLong()).isEqualTo(1);

        change("api-key", "add", "--tenant", 1, "--name", "geth", "--rights", "schedule");
        JsonNode keys = JsonAnswers.of("tenant api-key list", "--tenant", 1, "--database-url", url);
        assertThat(keys.size()).isEqualTo(2);
        assertThat(keys.get(0).get("created").isNull()).isTrue();
        assertThat(Instant.parse(keys.get(1).get("created").asString())).isBefore(Instant.now());
        assertThat(keys.get(1).get("expires").isNull()).isTrue();

        change("certificate", "add", "--tenant", 1, "--name", "geth.example", "--rights", "schedule");
        JsonNode grant =
                JsonAnswers.of("tenant certificate list", "--database-url", url).get(0);
        assertThat(grant.get("name").asString()).isEqualTo("geth.example");

        change("rate-limit", "set", "--tenant", 1, "--limit", "schedule.calls=5");
        JsonNode limits = JsonAnswers.of("tenant rate-limit show", "--tenant", 1, "--database-url", url);
        assertThat(limits.get("limits").get(0).asString()).isEqualTo("schedule.calls=5");
    }

    @Test
    void theDoctorsFindingsAndSettingsAreListed() throws IOException {
        JsonNode findings = JsonAnswers.of("doctor", "--database-url", url);
        assertThat(findings.valueStream().map(finding -> finding.get("subject").asString()))
                .contains("Java", "database", "schema", "tenant 1");
        assertThat(findings.valueStream().map(finding -> finding.get("verdict").asString()))
                .contains("ok", "broken");

        JsonAnswers.of("config show");
        Path key = SigningKeyFiles.ownerOnly(folder.resolve("key"), "01".repeat(32));
        JsonNode signer = JsonAnswers.of("signing-key show", key);
        assertThat(signer.get("address").asString()).startsWith("0x");
        assertThat(signer.get("publicSample").asBoolean()).isFalse();
    }

    private void change(String group, String command, Object... arguments) {
        Object[] all = new Object[5 + arguments.length];
        System.arraycopy(new Object[] {"tenant", group, command, "--database-url", url}, 0, all, 0, 5);
        System.arraycopy(arguments, 0, all, 5, arguments.length);
        CommandRun run = CommandRun.of(all);
        assertThat(run.exitCode()).as(run.err()).isZero();
    }
}
