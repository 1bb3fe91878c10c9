package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.fhevm.coprocessor.database.testing.CuttableNetwork;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A program that vanishes leaves connections and locks behind in the server, for a bounded time. */
@EmbeddedDatabase
class AbandonedConnectionTest {
    private final Database database;
    private final TestServer server;
    private final CuttableNetwork network;

    AbandonedConnectionTest(Database database, TestServer server) {
        this.database = database;
        this.server = server;
        this.network = new CuttableNetwork(server.postgres().port());
    }

    @BeforeEach
    void addARow() {
        database.dsl().execute("create table things as select 1 as id");
    }

    @AfterEach
    void removeIt() {
        network.close();
        database.dsl().execute("drop table things");
    }

    @Test
    void rowsLockedByAProgramThatFellSilentAreFreeAgain() throws Exception {
        CountDownLatch locked = new CountDownLatch(1);
        CountDownLatch seen = new CountDownLatch(1);
        try (Database lost = behindNetwork(database.config().withIdleTransactionTimeout(Duration.ofSeconds(1)))) {
            Thread program = Thread.ofVirtual().start(() -> holdARow(lost, locked, seen));
            locked.await();
            network.silence();
            assertThat(freeRows()).as("held by the program").isZero();

            await().atMost(Duration.ofSeconds(10)).until(() -> freeRows() == 1);

            network.restore();
            seen.countDown();
            program.join();
        }
    }

    @Test
    void aStatementWhoseCallerIsGoneEnds() {
        try (Database lost = behindNetwork(database.config().withSocketTimeout(Duration.ofSeconds(1)))) {
            assertThatThrownBy(() -> lost.dsl().execute("select pg_sleep(300) /* abandoned */"))
                    .as("the caller waits no longer")
                    .isInstanceOf(DataAccessException.class);
            assertThat(statementsUnderWay()).isEqualTo(1);

            await().atMost(Duration.ofSeconds(10)).until(() -> statementsUnderWay() == 0);
        }
    }

    @Test
    void everyConnectionHasLimitsUnlessTheUrlSaysOtherwise() throws Exception {
        String pooled = database.dsl().fetchSingle("""
                        select current_setting('statement_timeout') || ' '
                            || current_setting('idle_in_transaction_session_timeout') || ' '
                            || current_setting('tcp_keepalives_idle') || ' ' || current_setting('TimeZone')
                        """).get(0, String.class);
        assertThat(pooled).isEqualTo("62s 30s 15 UTC");

        DatabaseUrl url =
                DatabaseUrl.parse(urlText() + "?options=-c%20statement_timeout%3D7s%20-c%20tcp_keepalives_idle%3D9");
        try (Database own = Database.open(DatabaseConfig.of(url));
                Connection dedicated = own.openDedicatedConnection()) {
            assertThat(setting(dedicated, "statement_timeout")).isEqualTo("7s");
            assertThat(setting(dedicated, "tcp_keepalives_idle")).isEqualTo("9");
            assertThat(setting(dedicated, "idle_in_transaction_session_timeout"))
                    .isEqualTo("30s");
        }
    }

    private static void holdARow(Database lost, CountDownLatch locked, CountDownLatch seen) {
        try {
            lost.dsl().transaction(configuration -> {
                configuration.dsl().fetch("select id from things for update");
                locked.countDown();
                seen.await();
            });
        } catch (DataAccessException e) {
            // Expected: the server has ended the transaction.
        }
    }

    private int freeRows() {
        return database.dsl()
                .fetch("select id from things for update skip locked")
                .size();
    }

    private int statementsUnderWay() {
        return database.dsl().fetchSingle("""
                        select count(*)::int from pg_stat_activity
                        where query like '%/* abandoned */%' and state = 'active' and pid <> pg_backend_pid()
                        """).get(0, Integer.class);
    }

    private static String setting(Connection connection, String name) throws Exception {
        try (Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("show " + name)) {
            answer.next();
            return answer.getString(1);
        }
    }

    private Database behindNetwork(DatabaseConfig config) {
        String text = urlText().replace(":" + server.postgres().port() + "/", ":" + network.port() + "/");
        return Database.open(config.withUrl(DatabaseUrl.parse(text)));
    }

    private String urlText() {
        return server.postgres().urlText(database.config().url().database());
    }
}
