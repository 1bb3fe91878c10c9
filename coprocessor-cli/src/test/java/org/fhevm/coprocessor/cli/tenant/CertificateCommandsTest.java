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
class CertificateCommandsTest {
    private TenantCommandRun commands;

    @BeforeEach
    void addTenant(TestServer server) throws IOException {
        commands = TenantCommandRun.onNewDatabase(server);
    }

    private CommandRun run(String command, Object... arguments) {
        return commands.of("certificate", command, arguments);
    }

    @Test
    void aNameIsGrantedListedAndRevoked() {
        CommandRun added = run("add", "--tenant", 1, "--name", "geth.example.org", "--rights", "schedule,read");
        assertThat(added.exitCode()).as(added.err()).isZero();
        assertThat(added.out().strip())
                .isEqualTo(
                        "certificates of the name geth.example.org stand for tenant 1 with the rights schedule, read");
        assertThat(run("list").out()).containsPattern("1 +schedule, read +geth.example.org");

        CommandRun revoked = run("revoke", "--name", "geth.example.org");
        assertThat(revoked.exitCode()).as(revoked.err()).isZero();
        assertThat(run("list").out()).doesNotContain("geth");
        assertFails(run("revoke", "--name", "geth.example.org"), "no tenant has a certificate of the name geth");
    }

    @Test
    void namesThatCannotBeGrantedAreRefused() {
        run("add", "--tenant", 1, "--name", "geth", "--rights", "all");
        assertFails(run("add", "--tenant", 1, "--name", "geth", "--rights", "all"), "is granted already");
        assertFails(run("add", "--tenant", 2, "--name", "other", "--rights", "all"), "there is no tenant 2");
        assertFails(run("add", "--tenant", 1, "--name", "a b", "--rights", "all"), "visible ASCII characters");
    }
}
