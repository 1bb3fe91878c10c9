package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.PgBouncer;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.PGConnection;

/** The database behind PgBouncer. */
@EmbeddedDatabase
@Timeout(120)
class PoolerTest {
    @Test
    void inTransactionModeStatementsAndTransactionsWork(TestServer server, Database direct) throws Exception {
        try (PgBouncer bouncer = PgBouncer.start(server.postgres(), "transaction", 2);
                Database database = Database.open(through(bouncer, server, direct, ""))) {
            direct.dsl().execute("create table counted (id int primary key, n int)");
            direct.dsl().execute("insert into counted select i, 0 from generate_series(1, 4) i");
            List<Callable<Object>> work = new ArrayList<>();
            for (int client = 1; client <= 4; client++) {
                int id = client;
                work.add(() -> {
                    // Often enough that the driver would prepare the statements on the server.
                    for (int i = 0; i < 50; i++) {
                        database.dsl().execute("update counted set n = n + ? where id = ?", 1, id);
                        database.dsl().transaction(transaction -> {
                            transaction.dsl().execute("update counted set n = n + ? where id = ?", 1, id);
                            assertThat(transaction.dsl().fetchValue("select current_setting('statement_timeout')"))
                                    .isEqualTo("62s");
                        });
                    }
                    return id;
                });
            }
            try (ExecutorService clients = Executors.newFixedThreadPool(4)) {
                for (Future<Object> done : clients.invokeAll(work)) {
                    done.get();
                }
            }
            assertThat(direct.dsl().fetch("select n from counted").getValues("n", Integer.class))
                    .containsOnly(100);
            assertThat(database.problem(Duration.ofSeconds(3))).isEmpty();
            assertNoSettingIsLeftBehind(bouncer, server, direct);
        }
    }

    /** The settings that the next client of the same server connection finds. */
    private static void assertNoSettingIsLeftBehind(PgBouncer bouncer, TestServer server, Database direct)
            throws Exception {
        DatabaseUrl raw = DatabaseUrl.parse(bouncer.through(urlText(server, direct)));
        try (Connection other = java.sql.DriverManager.getConnection(raw.jdbcUrl(), raw.driverProperties());
                var answer = other.createStatement()
                        .executeQuery("select current_setting('statement_timeout'), current_setting('lock_timeout'),"
                                + " (select count(*) from pg_prepared_statements)")) {
            assertThat(answer.next()).isTrue();
            assertThat(answer.getString(1)).isEqualTo("0");
            assertThat(answer.getInt(3)).isZero();
        }
    }

    @Test
    void inTransactionModeNotificationsNeedTheDirectWay(TestServer server, Database direct) throws Exception {
        try (PgBouncer bouncer = PgBouncer.start(server.postgres(), "transaction", 2)) {
            DatabaseConfig pooled = through(bouncer, server, direct, "");
            try (Database database = Database.open(pooled)) {
                assertThat(database.openListeningConnection()).isEmpty();
                assertThat(database.openListeningConnection()).isEmpty();
            }
            DatabaseConfig both = pooled.withUrl(pooled.url().withDirect(DatabaseUrl.parse(urlText(server, direct))));
            try (Database database = Database.open(both);
                    Connection listener = database.openListeningConnection().orElseThrow()) {
                listener.createStatement().execute("listen here");
                database.dsl().execute("notify here");
                assertThat(listener.unwrap(PGConnection.class).getNotifications(10_000))
                        .hasSize(1);
            }
        }
    }

    @Test
    void aMigrationNeedsTheDirectWay(TestServer server) throws Exception {
        DatabaseUrl empty = server.newEmptyDatabase();
        String direct = server.postgres().urlText(empty.database());
        try (PgBouncer bouncer = PgBouncer.start(server.postgres(), "transaction", 2)) {
            DatabaseUrl pooled = DatabaseUrl.parse(bouncer.through(direct));
            assertThatExceptionOfType(MigrationException.class)
                    .isThrownBy(() -> new Migrations(DatabaseConfig.of(pooled)).apply())
                    .withMessageContaining("connection pooler")
                    .withMessageContaining("--database-direct-url");
            assertThat(new Migrations(DatabaseConfig.of(pooled)).pending()).isNotEmpty();
            DatabaseUrl both = pooled.withDirect(DatabaseUrl.parse(direct));
            assertThat(new Migrations(DatabaseConfig.of(both)).apply()).isPositive();
            assertThat(new Migrations(DatabaseConfig.of(pooled)).pending()).isEmpty();
        }
    }

    @Test
    void inSessionModeTheUrlMaySaySo(TestServer server, Database direct) throws Exception {
        try (PgBouncer bouncer = PgBouncer.start(server.postgres(), "session", 10);
                Database database = Database.open(through(bouncer, server, direct, "?pooler=session"));
                Connection listener = database.openListeningConnection().orElseThrow()) {
            listener.createStatement().execute("listen here");
            database.dsl().execute("notify here");
            assertThat(listener.unwrap(PGConnection.class).getNotifications(10_000))
                    .hasSize(1);
            assertThat(database.dsl().fetchValue("select current_setting('statement_timeout')"))
                    .isEqualTo("62s");
        }
    }

    private static DatabaseConfig through(PgBouncer bouncer, TestServer server, Database direct, String parameters) {
        return DatabaseConfig.of(DatabaseUrl.parse(bouncer.through(urlText(server, direct)) + parameters));
    }

    private static String urlText(TestServer server, Database database) {
        return server.postgres().urlText(database.config().url().database());
    }
}
