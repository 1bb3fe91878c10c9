package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections that lead to a node which refuses writes, as an old primary or a standby does. */
@EmbeddedDatabase
class FailoverTest {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Database database;
    private final TestServer server;
    private Database pool;

    FailoverTest(Database database, TestServer server) {
        this.database = database;
        this.server = server;
        this.pool = database;
    }

    @BeforeEach
    void openAPoolOfOne() {
        pool = open("");
    }

    @AfterEach
    void close() {
        pool.close();
        database.dsl().execute("alter database " + name() + " reset default_transaction_read_only");
        database.dsl().execute("drop table if exists written");
    }

    @Test
    void aConnectionThatRefusesAWriteIsReplaced() {
        pool.dsl().execute("set default_transaction_read_only = on");
        assertThatThrownBy(() -> pool.dsl().execute("create table written()"))
                .isInstanceOf(DataAccessException.class)
                .matches(SqlState.READ_ONLY_TRANSACTION::isOf);

        pool.dsl().execute("create table written()");
    }

    @Test
    void aLookFindsThatNothingCanBeWrittenAndReplacesTheConnections() {
        assertThat(pool.problem(PATIENCE)).isEmpty();
        pool.dsl().execute("set default_transaction_read_only = on");

        assertThat(pool.problem(PATIENCE)).hasValue("the database can only be read");

        assertThat(pool.problem(PATIENCE)).as("over another connection").isEmpty();
        pool.dsl().execute("create table written()");
    }

    @Test
    void aNodeThatRefusesWritesIsNotConnectedTo() {
        refuseWrites();
        try (Database opened = open("")) {
            assertThat(opened.answersWithin(PATIENCE)).isFalse();
            assertThat(opened.problem(PATIENCE)).hasValue("the database can only be read");

            database.dsl().execute("alter database " + name() + " reset default_transaction_read_only");
            assertThat(opened.problem(PATIENCE)).as("promoted").isEmpty();
        }
    }

    @Test
    void aNodeThatRefusesWritesCanBeReadWhereTheUrlAsksForAny() {
        refuseWrites();
        try (Database opened = open("?target_session_attrs=any")) {
            assertThat(opened.dsl().fetchSingle("select 1").get(0)).isEqualTo(1);
            assertThat(opened.problem(PATIENCE)).hasValue("the database can only be read");
        }
    }

    private void refuseWrites() {
        database.dsl().execute("alter database " + name() + " set default_transaction_read_only = on");
    }

    private Database open(String parameters) {
        DatabaseUrl url = DatabaseUrl.parse(server.postgres().urlText(name()) + parameters);
        return Database.open(
                DatabaseConfig.of(url).withMaximumPoolSize(1).withConnectionTimeout(Duration.ofSeconds(2)));
    }

    private String name() {
        return database.config().url().database();
    }
}
