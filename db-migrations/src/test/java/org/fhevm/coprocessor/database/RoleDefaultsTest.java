package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.jooq.DSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A role with defaults that would break our statements. */
@EmbeddedDatabase
class RoleDefaultsTest {
    private static final Map<String, String> NEEDED = Map.of(
            "transaction_isolation", "read committed",
            "TimeZone", "UTC",
            "lock_timeout", "0",
            "bytea_output", "hex",
            "enable_seqscan", "off",
            "enable_sort", "off",
            "enable_incremental_sort", "off",
            "jit", "off",
            "statement_timeout", "62s",
            "idle_in_transaction_session_timeout", "30s");

    @BeforeAll
    static void create(Database database) {
        DSLContext dsl = database.dsl();
        dsl.execute("create role strict superuser login password 'sesame'");
        for (String setting : List.of(
                "default_transaction_isolation = 'serializable'",
                "TimeZone = 'Asia/Tokyo'",
                "lock_timeout = '5ms'",
                "bytea_output = 'escape'",
                "statement_timeout = '90ms'",
                "idle_in_transaction_session_timeout = '50ms'")) {
            dsl.execute("alter role strict set " + setting);
        }
    }

    @Test
    void sessionsHaveWhatOurStatementsNeed(TestServer server, Database database) throws Exception {
        assertSettings(strict(server, database, ""));
    }

    @Test
    void transactionsHaveItWhereSessionsAreNotOurs(TestServer server, Database database) throws Exception {
        assertSettings(strict(server, database, "?pooler=transaction"));
    }

    @Test
    void aFailedStatementLeavesNothingBehindWhereSessionsAreNotOurs(TestServer server, Database database) {
        try (Database strict =
                Database.open(strict(server, database, "?pooler=transaction").withMaximumPoolSize(1))) {
            for (int i = 0; i < 3; i++) {
                try {
                    strict.dsl().execute("select 1/0");
                } catch (org.jooq.exception.DataAccessException e) {
                    assertThat(e.getMessage()).contains("division by zero");
                }
                assertThat(strict.dsl().fetchValue("select 1")).isEqualTo(1);
            }
            strict.dsl().execute("create table kept_by_its_own_transaction (id int)");
            assertThat(database.dsl().fetchValue("select to_regclass('kept_by_its_own_transaction')::text"))
                    .isEqualTo("kept_by_its_own_transaction");
        }
    }

    @Test
    void migrationsDoNotStumbleOverThem(TestServer server) {
        DatabaseConfig config = strict(server, server.newEmptyDatabase(), "");
        assertThat(new Migrations(config).apply()).isPositive();
        assertThat(new Migrations(config).newerVersion()).isEmpty();
    }

    private static void assertSettings(DatabaseConfig config) throws Exception {
        try (Database strict = Database.open(config)) {
            NEEDED.forEach((name, value) -> {
                assertThat(strict.dsl().fetchValue("select current_setting('" + name + "')"))
                        .as("%s of a statement", name)
                        .isEqualTo(value);
                assertThat(strict.dsl()
                                .<Object>transactionResult(transaction ->
                                        transaction.dsl().fetchValue("select current_setting('" + name + "')")))
                        .as("%s of a transaction", name)
                        .isEqualTo(value);
            });
        }
    }

    private static DatabaseConfig strict(TestServer server, Database database, String parameters) {
        return strict(server, database.config().url(), parameters);
    }

    private static DatabaseConfig strict(TestServer server, DatabaseUrl url, String parameters) {
        return DatabaseConfig.of(DatabaseUrl.parse(
                "postgres://strict:sesame@127.0.0.1:" + server.postgres().port() + "/" + url.database() + parameters));
    }
}
