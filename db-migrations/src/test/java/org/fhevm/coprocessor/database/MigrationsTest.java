package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class MigrationsTest {
    @Test
    void appliesEverythingToAnEmptyDatabaseAndNothingTwice(TestServer server) {
        try (Database database = Database.open(DatabaseConfig.of(server.newEmptyDatabase()))) {
            assertThat(database.migrations().pending()).contains("V1__reference_schema.sql");

            int applied = database.migrations().apply();

            assertThat(applied).isPositive();
            assertThat(database.migrations().pending()).isEmpty();
            assertThat(database.migrations().apply()).isZero();
        }
    }

    @Test
    void keepsTheRowsOfADatabaseMadeByTheReference(TestServer server) throws Exception {
        try (Database database = Database.open(DatabaseConfig.of(server.newEmptyDatabase()))) {
            runScript(database, "/reference-database.sql");

            database.migrations().apply();

            assertThat(database.migrations().pending()).isEmpty();
            assertThat(database.dsl()
                            .fetchSingle("select fhe_operation, is_completed from computations")
                            .valuesRow())
                    .hasToString("(0, false)");
            assertThat(database.dsl()
                            .fetchSingle("select chain_id from tenants")
                            .get(0))
                    .isEqualTo(12345);
            assertThat(database.dsl().fetchCount(org.jooq.impl.DSL.table("_sqlx_migrations")))
                    .isEqualTo(1);
        }
    }

    @Test
    void leavesTheReferencesStatementsWorking(TestServer server) throws Exception {
        try (Database database = Database.open(DatabaseConfig.of(server.newDatabase()))) {
            runScript(database, "/reference-statements.sql");

            assertThat(database.dsl()
                            .fetchSingle("select is_completed from computations where output_handle = '\\x03'")
                            .get(0))
                    .isEqualTo(true);
            assertThat(database.dsl()
                            .fetchSingle("select submission from computations where output_handle = '\\x03'")
                            .get(0))
                    .as("rows of a reference server get a place in the queue")
                    .isNotNull();
        }
    }

    @Test
    void runsFromSeveralProcessesAtOnce(TestServer server) throws Exception {
        DatabaseConfig config = DatabaseConfig.of(server.newEmptyDatabase());
        try (ExecutorService processes = Executors.newFixedThreadPool(3)) {
            Callable<Integer> migrate = () -> new Migrations(config).apply();

            List<Future<Integer>> runs = processes.invokeAll(List.of(migrate, migrate, migrate));

            int total = 0;
            for (Future<Integer> run : runs) {
                total += run.get();
            }
            assertThat(total).isPositive();
            assertThat(new Migrations(config).pending()).isEmpty();
        }
    }

    @Test
    void namesTheDatabaseThatCannotBeReachedButNotThePassword() {
        DatabaseConfig config = DatabaseConfig.of(DatabaseUrl.parse("postgres://alice:s3cret@127.0.0.1:1/x"))
                .withConnectionTimeout(Duration.ofSeconds(1));

        assertThatThrownBy(() -> new Migrations(config).apply())
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("postgres://alice@127.0.0.1:1/x")
                .hasMessageNotContaining("s3cret");
    }

    private static void runScript(Database database, String resource) throws IOException, SQLException {
        try (InputStream script = MigrationsTest.class.getResourceAsStream(resource);
                Connection connection = database.openDedicatedConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
