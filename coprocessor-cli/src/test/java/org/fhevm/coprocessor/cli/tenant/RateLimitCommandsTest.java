package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.cli.tenant.TenantCommandRun.assertFails;

import java.io.IOException;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class RateLimitCommandsTest {
    private TenantCommandRun commands;

    @BeforeEach
    void addTenant(TestServer server) throws IOException {
        commands = TenantCommandRun.onNewDatabase(server);
    }

    private CommandRun run(String command, Object... arguments) {
        return commands.of("rate-limit", command, arguments);
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
