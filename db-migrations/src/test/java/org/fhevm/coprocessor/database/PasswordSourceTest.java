package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EmbeddedDatabase
class PasswordSourceTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    private Path folder;

    private final AtomicLong clock = new AtomicLong();

    @Test
    void aChangedFileServesTheNextConnection(TestServer server, Database database) throws Exception {
        database.dsl().execute("create role rotating login password 'first'");
        Path file = written("first\nanother line\n");
        DatabaseUrl url = withoutPassword(server, database, "rotating").withPasswords(new PasswordFile(file));

        try (Database open = Database.open(DatabaseConfig.of(url).withMaximumPoolSize(1))) {
            assertThat(open.dsl().fetchValue("select current_user::text")).isEqualTo("rotating");
            database.dsl().execute("alter role rotating password 'second'");
            assertThatThrownBy(open::openDedicatedConnection).hasMessageContaining("password authentication failed");
            Files.writeString(file, "second");
            try (Connection connection = open.openDedicatedConnection()) {
                assertThat(connection.isValid(1)).isTrue();
            }
            assertThat(open.dsl().fetchValue("select current_user::text"))
                    .as("an open connection stays open")
                    .isEqualTo("rotating");
        }
    }

    @Test
    void aTokenThatTheServerRefusesIsNotKept(TestServer server, Database database) throws Exception {
        database.dsl().execute("create role tokens login password 'old'");
        Path file = written("old");
        DatabaseUrl url = withoutPassword(server, database, "tokens").withPasswords(printing(file));

        try (Database open = Database.open(DatabaseConfig.of(url).withMaximumPoolSize(1))) {
            open.openDedicatedConnection().close();
            database.dsl().execute("alter role tokens password 'new'");
            Files.writeString(file, "new");
            assertThatThrownBy(open::openDedicatedConnection).hasMessageContaining("password authentication failed");
            open.openDedicatedConnection().close();
        }
    }

    @Test
    void aDatabaseIsCreatedWithAPasswordFromElsewhere(TestServer server, Database database) throws Exception {
        database.dsl().execute("create role creator login createdb password 'sesame'");
        DatabaseUrl url = withoutPassword(server, database, "creator")
                .withDatabase("made_with_a_password_file")
                .withPasswords(new PasswordFile(written("sesame")));

        assertThat(DatabaseCreation.createIfMissing(url)).isTrue();
        assertThat(DatabaseCreation.createIfMissing(url)).isFalse();
    }

    @Test
    void aCommandRunsAgainWhenItsAnswerIsOld() throws Exception {
        Path file = written("first");
        PasswordCommand command = printing(file);

        assertThat(command.current()).isEqualTo("first");
        Files.writeString(file, "second");
        clock.addAndGet(PasswordCommand.MAXIMUM_AGE.toNanos() - 1);
        assertThat(command.current()).isEqualTo("first");
        clock.addAndGet(1);
        assertThat(command.current()).isEqualTo("second");
    }

    @Test
    void aCommandThatFailsIsNotRunForEachAttempt() throws Exception {
        Path runs = folder.resolve("runs");
        Path program = script("echo run >> " + runs + "\necho 'no such account' >&2\nexit 3");
        PasswordCommand command = PasswordCommand.parse(program + " secret-argument", PATIENCE, clock::get);

        for (int attempt = 0; attempt < 3; attempt++) {
            assertThatThrownBy(command::current)
                    .isInstanceOf(SQLException.class)
                    .hasMessage("the database password command " + program + " ended with status 3: no such account");
            command.refused();
        }
        assertThat(Files.readAllLines(runs)).hasSize(1);
        clock.addAndGet(PasswordCommand.PAUSE_AFTER_FAILURE.toNanos());
        assertThatThrownBy(command::current).isInstanceOf(SQLException.class);
        assertThat(Files.readAllLines(runs)).hasSize(2);
    }

    @Test
    void aCommandThatDoesNotEndIsEnded() throws IOException {
        Path program = script("sleep 60");
        PasswordCommand command = PasswordCommand.parse(program.toString(), Duration.ofMillis(50), clock::get);

        assertThatThrownBy(command::current).hasMessageContaining("has not ended within");
        assertThat(ProcessHandle.current()
                        .children()
                        .filter(child -> child.info()
                                .commandLine()
                                .filter(line -> line.contains(program.toString()))
                                .isPresent())
                        .filter(ProcessHandle::isAlive))
                .allSatisfy(child -> child.onExit().join());
    }

    @Test
    void aCommandThatPrintsTooMuchIsEnded() throws IOException {
        Path program = script("head -c 1000000 /dev/zero");
        PasswordCommand command = PasswordCommand.parse(program.toString(), Duration.ofSeconds(1), clock::get);

        assertThatThrownBy(command::current).isInstanceOf(SQLException.class);
    }

    @Test
    void aCommandThatIsMissingIsReported() {
        assertThatThrownBy(PasswordCommand.parse("/no/such/program x", PATIENCE, clock::get)::current)
                .hasMessageContaining("the database password command /no/such/program cannot be run")
                .hasMessageNotContaining(" x:");
        assertThatThrownBy(() -> PasswordCommand.parse(" ")).hasMessage("the command is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\nsesame", "ses\0ame"})
    void aFileWithoutAPasswordIsReported(String content) throws IOException {
        Path file = written(content);

        assertThatThrownBy(new PasswordFile(file)::current)
                .isInstanceOf(SQLException.class)
                .hasMessageStartingWith("the database password file " + file + " has ")
                .hasMessageNotContaining("ame");
    }

    @Test
    void aFileThatCannotBeReadIsReported() throws IOException {
        assertThatThrownBy(new PasswordFile(folder.resolve("none"))::current).hasMessageEndingWith("no such file");
        assertThatThrownBy(new PasswordFile(folder)::current).hasMessageContaining("cannot be read");
        Path large = Files.write(folder.resolve("large"), new byte[PasswordFile.MAXIMUM_BYTES + 1]);
        assertThatThrownBy(new PasswordFile(large)::current).hasMessageContaining("more than 65536 bytes");
    }

    @Test
    void noTextShowsAPassword() throws Exception {
        PasswordCommand command = printing(written("sesame"));
        DatabaseUrl url = DatabaseUrl.parse("postgres://alice@db/x").withPasswords(command);

        assertThat(command.current()).isEqualTo("sesame");
        assertThat(url + " " + command).isEqualTo("postgres://alice@db:5432/x PasswordCommand[cat …]");
        assertThatThrownBy(
                        () -> DatabaseUrl.parse("postgres://alice:sesame@db/x").withPasswords(command))
                .hasMessage("the database URL has a password itself");
    }

    private PasswordCommand printing(Path file) {
        return PasswordCommand.parse("cat " + file, PATIENCE, clock::get);
    }

    private Path written(String content) throws IOException {
        return Files.writeString(folder.resolve("password"), content);
    }

    private Path script(String commands) throws IOException {
        Path file = Files.writeString(
                folder.resolve("script"), "#!/bin/sh\n" + commands + "\n", StandardOpenOption.CREATE_NEW);
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private static DatabaseUrl withoutPassword(TestServer server, Database database, String user) {
        String url = server.postgres().urlText(database.config().url().database());
        return DatabaseUrl.parse(url.replaceFirst("//[^@]*@", "//" + user + "@"));
    }
}
