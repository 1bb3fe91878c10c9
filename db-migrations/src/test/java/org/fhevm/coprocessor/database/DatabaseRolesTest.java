package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestRole;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.jooq.DSLContext;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the roles may not do. The tests of servers and workers run with their rights, and prove that these suffice. */
@EmbeddedDatabase
class DatabaseRolesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "SERVER; select cks_key from tenants",
                "SERVER; update tenants set tenant_api_key = gen_random_uuid()",
                "SERVER; delete from tenants",
                "SERVER; delete from computations",
                "SERVER; update attestations set ciphertext_digest = ''",
                "SERVER; update api_keys set rights = array['all']",
                "SERVER; delete from api_keys",
                "SERVER; delete from certificate_grants",
                "SERVER; delete from rate_limits",
                "SERVER; update tenants set disabled_at = null",
                "SERVER; update ciphertexts set ciphertext = ''",
                "SERVER; delete from workers",
                "WORKER; select cks_key from tenants",
                "WORKER; select tenant_api_key from tenants",
                "WORKER; select digest from api_keys",
                "WORKER; select 1 from attestations",
                "WORKER; update tenants set weight = 1",
                "WORKER; update tenants set paused_at = null",
                "WORKER; update ciphertexts set ciphertext = ''",
                "WORKER; select 1 from input_blobs",
                "WORKER; insert into computations default values",
                "OPERATOR; drop table tenants",
                "OPERATOR; alter table computations add column mine int",
                "READER; select tenant_api_key from tenants",
                "READER; select digest from api_keys",
                "READER; select sks_key from tenants",
                "READER; select cks_key from tenants",
                "READER; select ciphertext from ciphertexts",
                "READER; select blob_data from input_blobs",
                "READER; update computations set is_error = false",
                "READER; create table mine (id int)",
                "SERVER; create table mine (id int)"
            })
    void aRoleCannot(TestRole role, String statement, Database database) {
        try (Database open = role.open(database)) {
            assertThatThrownBy(() -> open.dsl().execute(statement))
                    .isInstanceOf(DataAccessException.class)
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "READER; select tenant_id, weight, disabled_at, paused_at, keys_changed_at from tenants",
                "READER; select count(*) from computations",
                "READER; select count(*) from flyway_schema_history",
                "OPERATOR; update tenants set weight = 2",
                "OPERATOR; update computations set is_error = false where false"
            })
    void aRoleCan(TestRole role, String statement, Database database) {
        try (Database open = role.open(database)) {
            open.dsl().execute(statement);
        }
    }

    /** A new table needs a decision, even if it is that no role may use it. */
    @Test
    void everyTableIsNamed(Database database) {
        List<String> tables = database.dsl()
                .fetch(
                        "select relname::text from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace")
                .getValues(0, String.class);

        assertThat(tables)
                .isNotEmpty()
                .allSatisfy(table -> assertThat(DatabaseRoles.sql())
                        .containsPattern("(?m)^(grant |  *on |  *from )[^;]*\\b" + table + "\\b"));
    }

    @Test
    void anAccountOfTheMigrationRoleMigratesAndGrants(TestServer server) {
        DatabaseUrl empty = server.newEmptyDatabase();
        DatabaseUrl migrating = TestRole.MIGRATION.url(empty);
        try (Database administrator = Database.open(DatabaseConfig.of(empty))) {
            administrator.dsl().execute("grant create on schema public to coprocessor_migration");

            assertThat(new Migrations(DatabaseConfig.of(migrating)).apply()).isPositive();

            DSLContext dsl = administrator.dsl();
            assertThat(dsl.fetch("select relname::text, pg_get_userbyid(relowner)::text from pg_class"
                                    + " where relkind = 'r' and relnamespace = 'public'::regnamespace")
                            .intoMap(row -> row.get(0, String.class), row -> row.get(1, String.class)))
                    .containsEntry("computations", "coprocessor_migration")
                    .allSatisfy((table, owner) -> assertThat(owner).isEqualTo("coprocessor_migration"));
        }
        for (TestRole role : List.of(TestRole.SERVER, TestRole.WORKER)) {
            try (Database open = Database.open(DatabaseConfig.of(role.url(empty)))) {
                assertThat(open.dsl().fetchCount(open.dsl().selectOne().from("computations")))
                        .isZero();
                assertThat(open.migrations().pending()).isEmpty();
            }
        }
    }

    @Test
    void theRolesCanBeCreatedAgain(TestServer server) {
        DatabaseUrl url = server.newDatabase();

        DatabaseRoles.create(url);
        DatabaseRoles.create(url);

        try (Database reader = Database.open(DatabaseConfig.of(TestRole.READER.url(url)))) {
            assertThat(reader.dsl().fetchValue("select count(*)::int from workers"))
                    .isEqualTo(0);
        }
    }

    @Test
    void anAccountThatMayNotCreateRolesIsToldSo(TestServer server) {
        assertThatThrownBy(() -> DatabaseRoles.create(TestRole.READER.url(server.newDatabase())))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("permission denied to create role");
    }

    @Test
    void onlyTheRolesOfTheDocumentationWrite(Database database) {
        Map<String, List<String>> updating = database.dsl()
                .fetch("select table_name::text, grantee::text from information_schema.role_table_grants"
                        + " where privilege_type in ('INSERT', 'UPDATE', 'DELETE') and grantee like 'coprocessor%'"
                        + " and grantee <> 'coprocessor_migration' group by 1, 2 order by 1, 2")
                .intoGroups(record -> record.get(0, String.class), record -> record.get(1, String.class));

        assertThat(updating)
                .containsEntry("tenants", List.of("coprocessor_operator"))
                .containsEntry(
                        "computations", List.of("coprocessor_operator", "coprocessor_server", "coprocessor_worker"))
                .containsEntry("workers", List.of("coprocessor_worker"))
                .containsEntry("claim_readings", List.of("coprocessor_worker"));
    }
}
