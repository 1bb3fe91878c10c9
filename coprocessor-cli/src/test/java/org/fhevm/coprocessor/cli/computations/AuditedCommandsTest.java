package org.fhevm.coprocessor.cli.computations;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that change something write a line of the audit log, and change nothing without it. */
@EmbeddedDatabase
class AuditedCommandsTest extends ComputationScenario {
    @TempDir
    private Path folder;

    private Path log;

    @BeforeEach
    void prepare() {
        log = folder.resolve("audit.log");
        store("in");
        add("a", "in", "in");
        fail("a", "no such luck");
    }

    @Test
    void aRetryNamesTheOperatorAndTheComputations() throws IOException {
        assertThat(run("retry", "--audit-log", log, hex("a")).exitCode()).isZero();

        assertThat(Files.readAllLines(log))
                .singleElement()
                .asString()
                .contains(
                        "\"target\":\"audit\",\"action\":\"computations retry\",\"tenant\":1,",
                        "\"account\":\"" + System.getProperty("user.name") + "\",\"outcome\":\"ok\",\"count\":1,"
                                + "\"handles\":[\"" + hex("a") + "\"]");
    }

    @Test
    void aDryRunWritesNothing() {
        assertThat(run("retry", "--dry-run", "--audit-log", log, hex("a")).exitCode())
                .isZero();

        assertThat(log).doesNotExist();
    }

    @Test
    void aCommandThatFailsWritesThatToo() throws IOException {
        assertThat(run("retry", "--audit-log", log, hex("in")).exitCode()).isEqualTo(1);

        assertThat(Files.readAllLines(log)).singleElement().asString().contains("\"outcome\":\"error\"");
    }

    @Test
    void withoutTheLogThatIsWantedNothingIsChanged() {
        CommandRun run = run("retry", "--audit-log", folder.resolve("missing/audit.log"), hex("a"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains("cannot open the audit log");
        assertThat(listed(run("list", "--state", "failed"))).containsExactly("a");
    }

    @Test
    void aNewTenantIsRecordedWithoutItsKey() throws IOException {
        String apiKey = UUID.randomUUID().toString();
        Path file = Files.writeString(folder.resolve("any"), "not a key");
        CommandRun run = CommandRun.of(
                "insert-tenant",
                "--database-url",
                url,
                "--audit-log",
                log,
                "--pks-file",
                file,
                "--sks-file",
                file,
                "--tenant-api-key",
                apiKey,
                "--acl-contract-address",
                "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                "--verifying-contract-address",
                "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                "--chain-id",
                12345);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(log))
                .contains("\"action\":\"insert-tenant\",\"tenant\":2,", "\"outcome\":\"ok\"")
                .doesNotContain(apiKey);
    }
}
