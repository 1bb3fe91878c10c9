package org.fhevm.coprocessor.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.PasswordFile;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EmbeddedDatabase
class DatabaseCommandsTest {
    @Test
    void aMissingDatabaseIsCreatedAndMigratedOnce(TestServer server) {
        String url = server.postgres().urlText("made_by_migrate");

        CommandRun first = CommandRun.of("migrate", "--database-url", url);
        CommandRun second = CommandRun.of("migrate", "--database-url", url);

        assertThat(first.exitCode()).as(first.err()).isZero();
        assertThat(first.out()).contains("created the database", "applied");
        assertThat(second.out().lines()).singleElement().asString().endsWith("is up to date");
        assertThat(first.out() + second.out()).doesNotContain(password(url));
    }

    @Test
    void aServerThatIsAwayIsReportedWithoutThePassword() {
        CommandRun run = CommandRun.of("tenant", "list", "--database-url", "postgres://me:sesame@127.0.0.1:1/db");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err())
                .contains("to the database postgres://me@127.0.0.1:1/db: Connection to 127.0.0.1:1 refused")
                .doesNotContain("sesame");
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aRefusalOfTheServerIsReportedInItsWords(TestServer server, Database database) {
        String url = server.postgres().urlText(database.config().url().database());
        String address = "127.0.0.1:" + server.postgres().port();

        assertRefused("postgres://postgres:sesame@" + address + "/postgres", "password authentication failed for user");
        assertRefused(
                "postgres://postgres-sesame@" + address + "/postgres",
                "postgres://…@" + address + "/postgres: The server requested SCRAM-based authentication");
        assertRefused(url.replaceFirst("/[^/]*$", "/nowhere"), "database \"nowhere\" does not exist");
        assertRefused(url + "?sslmode=require", "The server does not support SSL");
        assertRefused("postgres://me:sesame@no-such-host.invalid/db", "the host no-such-host.invalid is unknown");
    }

    @Test
    void aTypoInAUrlIsReportedWithWhatWouldBeRight() {
        assertRefused(
                "postgres://me:sesame@db/x?sslmode=required", "none of disable, allow, prefer, require, verify-ca");
    }

    private static void assertRefused(String url, String reason) {
        CommandRun run = CommandRun.of("tenant", "list", "--database-url", url);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err()).contains(reason).doesNotContain("sesame").doesNotContain(password(url));
        assertThat(run.err().lines()).hasSize(1);
    }

    @Test
    void aDatabaseThatIsNotMigratedIsReportedWithTheCommandThatHelps(TestServer server) {
        String url = server.postgres().urlText(server.newEmptyDatabase().database());

        for (String[] command : new String[][] {{"tenant", "list"}, {"computations", "list"}}) {
            CommandRun run = CommandRun.of(command[0], command[1], "--database-url", url);
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err()).contains("run the command migrate").doesNotContain("does not exist");
            assertThat(run.err().lines()).hasSize(1);
        }
    }

    @Test
    void rolesAreCreatedInAMigratedDatabaseOrPrinted(TestServer server) {
        String migrated = server.postgres().urlText(server.newDatabase().database());
        String empty = server.postgres().urlText(server.newEmptyDatabase().database());

        CommandRun created = CommandRun.of("database-roles", "--database-url", migrated);
        CommandRun refused = CommandRun.of("database-roles", "--database-url", empty);
        CommandRun printed = CommandRun.of("database-roles", "--print");

        assertThat(created.exitCode()).as(created.err()).isZero();
        assertThat(created.out()).contains("have their rights").doesNotContain(password(migrated));
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err().lines()).singleElement().asString().contains("run the command migrate");
        assertThat(printed.exitCode()).isZero();
        assertThat(printed.out()).contains("create role", "grant select, update on computations to coprocessor_worker");
    }

    @Test
    void anAccountLogsInWithThePasswordOfItsFileAndHasTheRightsOfItsPart(TestServer server, @TempDir Path folder)
            throws IOException {
        String migrated = server.postgres().urlText(server.newDatabase().database());
        Path file = folder.resolve("password");
        for (String password : new String[] {"it's \"one\"", "another"}) {
            Files.writeString(file, password + "\n");

            CommandRun run = CommandRun.of(
                    "database-roles",
                    "--database-url",
                    migrated,
                    "--account",
                    "worker=" + file,
                    "--account=DAEMON=" + file);

            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out()).contains("fhevm_worker", "fhevm_daemon").doesNotContain(password);
            assertThat(answer(migrated, "fhevm_worker", file, "select count(*) from computations"))
                    .isEqualTo("0");
            assertThat(answer(migrated, "fhevm_daemon", file, "select count(*) from api_keys"))
                    .isEqualTo("0");
            assertThatThrownBy(() -> answer(migrated, "fhevm_worker", file, "select count(*) from api_keys"))
                    .hasMessageContaining("permission denied");
        }
    }

    private static String answer(String url, String account, Path password, String query) {
        DatabaseUrl as = DatabaseUrl.parse(url.replaceFirst("//[^@]*@", "//" + account + "@"))
                .withPasswords(new PasswordFile(password));
        try (Database database = Database.open(DatabaseConfig.of(as).withMaximumPoolSize(1))) {
            return database.dsl().fetchSingle(query).get(0, String.class);
        }
    }

    @Test
    void anAccountWithoutAPasswordIsRefusedWithTheNameOfTheFile(TestServer server, @TempDir Path folder) {
        String migrated = server.postgres().urlText(server.newDatabase().database());

        CommandRun run = CommandRun.of(
                "database-roles", "--database-url", migrated, "--account", "reader=" + folder.resolve("none"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains(folder.resolve("none") + " cannot be read");
    }

    @Test
    void aDatabaseOfANewerVersionIsRecognised(TestServer server) {
        String url = server.postgres().urlText(server.newDatabase().database());
        try (Database database = Database.open(DatabaseConfig.of(DatabaseUrl.parse(url)))) {
            database.dsl()
                    .execute("insert into flyway_schema_history (installed_rank, version, description, type, script,"
                            + " checksum, installed_by, execution_time, success)"
                            + " values (999, '999', 'later', 'SQL', 'V999__later.sql', 1, 'later', 1, true)");
        }

        CommandRun run = CommandRun.of("migrate", "--database-url", url);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("is up to date", "a newer version of this program has migrated it, to version 999");
        assertThat(CommandRun.of("doctor", "--database-url", url).out()).contains("to version 999");
    }

    @Test
    void theEnvironmentNamesTheDatabaseWhereNoFlagDoes() {
        DatabaseOption option = new DatabaseOption();

        assertThat(option.find(Map.of())).isEmpty();
        assertThat(option.find(Map.of("DATABASE_URL", " "))).isEmpty();
        assertThat(option.find(Map.of("DATABASE_URL", "postgresql://u:p@h:1/d")))
                .hasValueSatisfying(url -> assertThat(url).hasToString("postgres://u@h:1/d"));
        assertThatThrownBy(() -> option.find(Map.of("DATABASE_URL", "mysql://u:sesame@h/d")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("must start with postgres://")
                .hasMessageNotContaining("sesame");
    }

    @Test
    void thePasswordMayComeFromAFileOrACommand(TestServer server, Database database, @TempDir Path folder)
            throws IOException {
        String url = server.postgres().urlText(database.config().url().database());
        String withoutPassword = url.replaceFirst(":[^:@]*@", "@");
        Path file = folder.resolve("password");
        Files.writeString(file, password(url) + "\n");

        for (String[] source : new String[][] {
            {"--database-password-file", file.toString()},
            {"--database-password-command", "cat " + file}
        }) {
            CommandRun run = CommandRun.of("tenant", "list", "--database-url", withoutPassword, source[0], source[1]);
            assertThat(run.exitCode()).as(run.err()).isZero();
        }
        CommandRun refused = CommandRun.of(
                "tenant", "list", "--database-url", withoutPassword, "--database-password-command", "echo sesame");
        assertThat(refused.exitCode()).isEqualTo(1);
        assertThat(refused.err()).contains("password authentication failed").doesNotContain("sesame");
    }

    @Test
    void onlyOnePlaceProvidesThePassword() {
        DatabaseOption option = new DatabaseOption();

        assertThatThrownBy(() -> option.find(Map.of(
                        "DATABASE_URL", "postgres://u:sesame@h/d", "DATABASE_PASSWORD_FILE", "/run/secrets/password")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("the database URL has a password itself")
                .hasMessageNotContaining("sesame");
        assertThatThrownBy(() -> option.find(Map.of(
                        "DATABASE_URL", "postgres://u@h/d",
                        "DATABASE_PASSWORD_FILE", "/run/secrets/password",
                        "DATABASE_PASSWORD_COMMAND", "print-password")))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining("give one of them");
    }

    @Test
    void aSecondUrlLeadsPastThePooler() {
        DatabaseOption option = new DatabaseOption();

        assertThat(option.find(
                        Map.of("DATABASE_URL", "postgres://u:p@h/d", "DATABASE_DIRECT_URL", "postgres://u:p@i/d")))
                .hasValueSatisfying(url -> assertThat(url.direct()).hasToString("postgres://u@i:5432/d"));
        assertThatThrownBy(() -> option.find(
                        Map.of("DATABASE_URL", "postgres://u:p@h/d", "DATABASE_DIRECT_URL", "mysql://u:sesame@h/d")))
                .hasMessageContaining("the direct database URL")
                .hasMessageNotContaining("sesame");
    }

    private static String password(String url) {
        return url.contains(":") && url.matches(".*://[^:@]*:.*@.*")
                ? url.replaceFirst(".*://[^:]*:([^@]*)@.*", "$1")
                : "sesame";
    }
}
