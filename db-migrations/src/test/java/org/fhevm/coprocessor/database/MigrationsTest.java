package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.database.testing.CuttableNetwork;
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
    void givesWayWhileATableIsInUseAndTriesAgain(TestServer server) throws Exception {
        DatabaseConfig config = DatabaseConfig.of(server.newEmptyDatabase());
        try (Database database = Database.open(config);
                Connection worker = database.openDedicatedConnection();
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor();
                CapturedLog log = new CapturedLog(Migrations.class)) {
            runScript(database, "/reference-database.sql");
            worker.setAutoCommit(false);
            execute(worker, "select * from computations for update skip locked");

            Future<Integer> migration = others.submit(
                    () -> new Migrations(config, new Migrations.Patience(50, Duration.ofMillis(500))).apply());

            await().until(() -> !log.messages().isEmpty());
            assertThat(log.messages().getFirst())
                    .contains("process", "coprocessor at 127.0.0.1, idle in transaction for", "has computations");
            assertThat(migration.isDone()).isFalse();
            execute(worker, "select count(*) from computations");
            worker.rollback();
            assertThat(migration.get()).isGreaterThan(2);
            assertThat(new Migrations(config).pending()).isEmpty();
        }
    }

    @Test
    void givesUpWhenATableStaysInUse(TestServer server) throws Exception {
        DatabaseConfig config = DatabaseConfig.of(server.newEmptyDatabase());
        try (Database database = Database.open(config);
                Connection worker = database.openDedicatedConnection()) {
            runScript(database, "/reference-database.sql");
            worker.setAutoCommit(false);
            execute(worker, "select * from computations");

            assertThatThrownBy(() -> new Migrations(config, new Migrations.Patience(1, Duration.ZERO)).apply())
                    .isInstanceOf(MigrationException.class)
                    .matches(SqlState.LOCK_NOT_AVAILABLE::isOf);
        }
    }

    @Test
    void aLookAtTheSchemaDoesNotOutlastANetworkThatFallsSilent(TestServer server) throws Exception {
        DatabaseUrl url = server.newDatabase();
        try (CuttableNetwork network = new CuttableNetwork(server.postgres().port());
                ExecutorService looks = Executors.newVirtualThreadPerTaskExecutor()) {
            DatabaseUrl behindNetwork = DatabaseUrl.parse(server.postgres()
                    .urlText(url.database())
                    .replace(":" + server.postgres().port() + "/", ":" + network.port() + "/"));
            Migrations migrations =
                    new Migrations(DatabaseConfig.of(behindNetwork).withSocketTimeout(Duration.ofSeconds(1)));
            Future<?> looking = looks.submit(() -> {
                while (true) {
                    migrations.pending();
                }
            });
            await().until(() -> sessionsOf(url) > 0);
            network.silence();

            assertThatThrownBy(() -> looking.get(20, TimeUnit.SECONDS))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(MigrationException.class);
        }
    }

    private static int sessionsOf(DatabaseUrl url) {
        try (Database database = Database.open(DatabaseConfig.of(url).withMaximumPoolSize(1))) {
            return database.dsl().fetchSingle("""
                            select count(*)::int from pg_stat_activity
                            where datname = current_database() and application_name like '%-migration'
                            """).get(0, Integer.class);
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

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void runScript(Database database, String resource) throws IOException, SQLException {
        try (InputStream script = MigrationsTest.class.getResourceAsStream(resource);
                Connection connection = database.openDedicatedConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(new String(script.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
