package org.fhevm.coprocessor.cli.tenant;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.tenant.NewTenant;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** A new database with the tenants 1 and 2, without keys, of the chains 1 and 2. */
abstract class TenantLifeScenario {
    static final List<String> TABLES = List.of("computations", "ciphertexts", "input_blobs", "attestations");

    String url;
    Database database;

    @BeforeEach
    void addTenants(TestServer server) throws IOException {
        DatabaseUrl created = server.newDatabase();
        url = server.postgres().urlText(created.database());
        database = Database.open(DatabaseConfig.of(created).withMaximumPoolSize(2));
        for (int chain = 1; chain <= 2; chain++) {
            new TenantRepository(database)
                    .insert(new NewTenant(
                            UUID.randomUUID(), new ChainId(chain), "acl", "verifier", StoredKeySet.empty()));
        }
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** Runs {@code tenant} with these arguments. */
    CommandRun tenant(Object... arguments) {
        return run("tenant", arguments);
    }

    CommandRun computations(Object... arguments) {
        return run("computations", arguments);
    }

    private CommandRun run(String group, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of(group));
        all.addAll(Arrays.asList(arguments));
        all.addAll(List.of("--database-url", url));
        return CommandRun.of(all.toArray());
    }

    void execute(String statement) {
        database.dsl().execute(statement);
    }

    Object value(String query) {
        return database.dsl().fetchValue(query);
    }

    /** Gives a tenant rows in all tables. */
    void fill(int tenant, int computations, int others) {
        execute("""
                insert into computations (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type)
                select %d, sha256(n::text::bytea), array['a', 'b']::bytea[], 0, false, 5
                from generate_series(1, %d) as n
                """.formatted(tenant, computations));
        execute("""
                insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)
                select %d, sha256(n::text::bytea), 'c', version, 5
                from generate_series(1, %d) as n, generate_series(0, 1) as version
                """.formatted(tenant, others));
        execute("""
                insert into input_blobs (tenant_id, blob_hash, blob_data, blob_ciphertext_count)
                select %d, sha256(n::text::bytea), 'b', 1 from generate_series(1, %d) as n
                """.formatted(tenant, others));
        execute("""
                insert into attestations (tenant_id, handle, ciphertext_digest)
                select %d, sha256(n::text::bytea), 'd' from generate_series(1, %d) as n
                """.formatted(tenant, others));
    }

    int rows(String table, int tenant) {
        return database.dsl()
                .fetchSingle("select count(*) from " + table + " where tenant_id = " + tenant)
                .get(0, Integer.class);
    }

    /** Lets a quarter of an hour pass for what commands wait for. */
    void elapse() {
        execute("update tenants set disabled_at = disabled_at - interval '15 minutes',"
                + " keys_changed_at = keys_changed_at - interval '15 minutes'");
    }
}
