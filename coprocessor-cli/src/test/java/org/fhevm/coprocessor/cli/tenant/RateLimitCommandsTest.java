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
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class RateLimitCommandsTest {
    private String url;

    @BeforeEach
    void addTenant(TestServer server) throws IOException {
        DatabaseUrl created = server.newDatabase();
        url = server.postgres().urlText(created.database());
        try (Database database = Database.open(DatabaseConfig.of(created))) {
            new TenantRepository(database)
                    .insert(new NewTenant(UUID.randomUUID(), new ChainId(1), "acl", "verifier", StoredKeySet.empty()));
        }
    }

    private CommandRun run(String command, Object... arguments) {
        List<Object> all = new ArrayList<>(List.of("tenant", "rate-limit", command, "--database-url", url));
        all.addAll(Arrays.asList(arguments));
        return CommandRun.of(all.toArray());
    }

    private static void assertFails(CommandRun run, String reason) {
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().strip())
                .startsWith("coprocessor: ")
                .contains(reason)
                .doesNotContain("\n");
    }

    @Test
    void limitsAreSetShownAndCleared() {
        assertThat(run("show", "--tenant", 1).out().strip())
                .isEqualTo("tenant 1 has the limits of --server-rate-limit");
        CommandRun set = run("set", "--tenant", 1, "--limit", "upload.blocks=7,schedule.calls=5");
        assertThat(set.exitCode()).as(set.err()).isZero();
        assertThat(set.out().strip()).isEqualTo("set for tenant 1: schedule.calls=5, upload.blocks=7");
        run("set", "--tenant", 1, "--limit", "schedule.calls=unlimited");
        assertThat(run("show", "--tenant", 1).out().lines())
                .containsExactly("schedule.calls=unlimited", "upload.blocks=7");
        assertThat(run("clear", "--tenant", 1).out().strip()).isEqualTo("removed limits of tenant 1: 2");
        assertThat(run("show", "--tenant", 1).out()).contains("has the limits of");
    }

    @Test
    void badArgumentsAreNamed() {
        assertFails(run("set", "--tenant", 1, "--limit", "read.blocks=5"), "--limit: a rate limit is one of");
        assertFails(run("set", "--tenant", 2, "--limit", "read.calls=5"), "there is no tenant 2");
        assertFails(run("show", "--tenant", 2), "there is no tenant 2");
    }
}
