package org.fhevm.coprocessor.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.testing.RunningCoprocessor;
import org.fhevm.coprocessor.cli.testing.SigningKeyFiles;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EmbeddedDatabase
class DoctorCommandTest {
    @TempDir
    private Path folder;

    @Test
    void anInstallationInOrderIsFoundInOrder(TestServer server) throws IOException {
        Path signingKey = SigningKeyFiles.ownerOnly(folder.resolve("coprocessor.key"), "0x" + "01".repeat(32));
        try (RunningCoprocessor coprocessor = RunningCoprocessor.start(server)) {
            coprocessor.addTenant(ToyKeyFolder.tfheRs(folder.resolve("keys")));

            CommandRun run = CommandRun.of(
                    "doctor",
                    "--database-url",
                    coprocessor.databaseUrl(),
                    "--keys",
                    folder.resolve("keys"),
                    "--coprocessor-private-key",
                    signingKey);

            assertThat(run.exitCode()).as(run.out()).isZero();
            assertThat(run.out())
                    .containsPattern("memory +[0-9]+ MB")
                    .containsPattern("server's heap +at most [0-9]+ MB.*of keys .[0-9]+ tenants.*of requests")
                    .containsPattern("worker's heap +at most [0-9]+ MB.*of keys .[0-9]+ tenants.*of values in flight")
                    .containsPattern("(together|server's memory) +.*at most [0-9]+ MB")
                    .containsPattern("ok +database")
                    .containsPattern("ok +schema +up to date")
                    .containsPattern("ok +input proofs +verified .strict.")
                    .containsPattern("ok +tenant 1 +keys are usable")
                    .containsPattern("ok +key files")
                    .containsPattern("ok +signing key +of the address 0x[0-9a-fA-F]{40}")
                    .doesNotContain("01".repeat(8));
        }
    }

    @Test
    void whatIsBrokenIsNamedAndEndsWithOne(TestServer server) throws IOException {
        String url = server.postgres().urlText(server.newEmptyDatabase().database());

        CommandRun run = CommandRun.of(
                "doctor",
                "--database-url",
                url,
                "--keys",
                folder,
                "--coprocessor-private-key",
                folder.resolve("missing"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out())
                .containsPattern("BROKEN +schema +lacks .*coprocessor migrate")
                .containsPattern("BROKEN +key files +there is no compact public key")
                .containsPattern("BROKEN +signing key");
    }

    @Test
    void aSigningKeyThatOthersCanReadIsBroken() throws IOException {
        Path key = SigningKeyFiles.readable(folder.resolve("coprocessor.key"), "01".repeat(32));

        assertThat(CommandRun.of("doctor", "--coprocessor-private-key", key).out())
                .containsPattern("BROKEN +signing key +.*rw-r--r--.*run chmod 600 " + key + ",");
        assertThat(CommandRun.of("doctor", "--allow-readable-keys", "--coprocessor-private-key", key)
                        .out())
                .containsPattern("ok +signing key +of the address 0x");
    }

    @Test
    void aTenantWhoseKeysCannotBeReadIsNamed(TestServer server) throws IOException {
        try (RunningCoprocessor coprocessor = RunningCoprocessor.start(server)) {
            var keys = ToyKeyFolder.ours(folder.resolve("keys"));
            Files.writeString(keys.serverKey(), "not a key");
            coprocessor.addTenant(keys);

            CommandRun run = CommandRun.of("doctor", "--database-url", coprocessor.databaseUrl());

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.out()).containsPattern("BROKEN +tenant 1 +its keys cannot be read");
        }
    }

    @Test
    void whatIsDemandedOfInputsIsTold(TestServer server) throws IOException {
        try (RunningCoprocessor coprocessor = RunningCoprocessor.start(server)) {
            coprocessor.addTenant(ToyKeyFolder.ours(folder.resolve("keys")));
            try (Database database = Database.open(DatabaseConfig.of(DatabaseUrl.parse(coprocessor.databaseUrl())))) {
                database.dsl().execute("update tenants set public_params = ''");
            }

            CommandRun strict = CommandRun.of("doctor", "--database-url", coprocessor.databaseUrl());
            CommandRun off = CommandRun.of(
                    "doctor", "--database-url", coprocessor.databaseUrl(), "--verify-input-proofs", "off");

            assertThat(strict.out())
                    .containsPattern("doubtful +tenant 1 +.*no common reference string, without which servers that"
                            + " verify proofs take no inputs");
            assertThat(off.out())
                    .containsPattern("doubtful +input proofs +not verified")
                    .containsPattern("doubtful +tenant 1 +.*no common reference string\n");
        }
        assertThat(CommandRun.of("doctor", "--verify-input-proofs", "lax").err())
                .contains("expected one of strict, any-metadata, off but was 'lax'");
    }
}
