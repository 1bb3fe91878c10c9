package org.fhevm.coprocessor.cli.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;

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
                .contains("postgres://me@127.0.0.1:1/db does not answer")
                .doesNotContain("sesame");
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

    private static String password(String url) {
        return url.replaceFirst(".*://[^:]*:([^@]*)@.*", "$1");
    }
}
