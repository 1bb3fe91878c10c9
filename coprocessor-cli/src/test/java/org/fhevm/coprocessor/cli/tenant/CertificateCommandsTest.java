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
class CertificateCommandsTest {
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
        List<Object> all = new ArrayList<>(List.of("tenant", "certificate", command, "--database-url", url));
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
