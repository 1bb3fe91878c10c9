package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;

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

/**
 * Runs commands for tenants on a new database, which has the tenant 1.
 *
 * @param url of the database, with its password
 */
record TenantCommandRun(String url) {
    static TenantCommandRun onNewDatabase(TestServer server) throws IOException {
        DatabaseUrl created = server.newDatabase();
        try (Database database = Database.open(DatabaseConfig.of(created))) {
            new TenantRepository(database)
                    .insert(new NewTenant(UUID.randomUUID(), new ChainId(1), "acl", "verifier", StoredKeySet.empty()));
        }
        return new TenantCommandRun(server.postgres().urlText(created.database()));
    }

    /** Runs {@code tenant GROUP COMMAND}. */
    CommandRun of(String group, String command, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("tenant", group, command, "--database-url", url));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.of(all.toArray());
    }

    /** Asserts that a command failed with this reason, in one line. */
    static void assertFails(CommandRun run, String reason) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip())
                .startsWith("coprocessor: ")
                .contains(reason)
                .doesNotContain("\n");
    }
}
