package org.fhevm.coprocessor.cli.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.cli.tenant.TenantCommandRun.assertFails;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.HexFormat;
import org.fhevm.coprocessor.cli.CommandRun;
import org.fhevm.coprocessor.cli.keys.KeyFolder;
import org.fhevm.coprocessor.cli.testing.ToyKeyFolder;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that remove what a tenant has stored. */
@EmbeddedDatabase
class TenantRowCommandsTest extends TenantLifeScenario {
    @TempDir
    private Path folder;

    @Test
    void aTenantIsRemovedWithAllThatItHasAndNoOtherIs() {
        fill(1, 2_001, 1_001);
        fill(2, 3, 2);
        execute("insert into certificate_grants (name, tenant_id, rights) values ('geth', 1, array['all'])");
        execute("insert into api_keys (tenant_id, name, digest, rights) values (1, 'a', sha256('a'), array['all'])");
        execute("insert into rate_limits (tenant_id, access_right, unit, per_second) values (1, 'read', 'calls', 7)");
        tenant("disable", 1);
        elapse();

        CommandRun run = tenant("remove", 1, "--confirm", 1);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .containsExactly(
                        "removed from computations: 2001",
                        "removed from ciphertexts: 2002",
                        "removed from input_blobs: 1001",
                        "removed from attestations: 1001",
                        "removed tenant 1");
        assertThat(TABLES).allSatisfy(table -> assertThat(rows(table, 1)).isZero());
        assertThat(rows("tenants", 1) + rows("api_keys", 1) + rows("certificate_grants", 1) + rows("rate_limits", 1))
                .isZero();
        assertThat(rows("computations", 2)).isEqualTo(3);
        assertThat(rows("ciphertexts", 2)).isEqualTo(4);
        assertThat(rows("input_blobs", 2)).isEqualTo(2);
        assertThat(rows("attestations", 2)).isEqualTo(2);
        assertThat(rows("tenants", 2)).isEqualTo(1);
    }

    @Test
    void nothingIsRemovedOfATenantInUse() {
        fill(1, 1, 1);

        assertFails(tenant("remove", 1, "--confirm", 1), "tenant 1 is in use; disable it first: tenant disable 1");
        assertThat(tenant("remove", 1).exitCode()).isEqualTo(2);
        assertFails(tenant("remove", 1, "--confirm", 2), "--confirm names tenant 2, and tenant 1 is to be removed");
        assertFails(tenant("remove", 3, "--confirm", 3), "there is no tenant 3");
        tenant("disable", 1);
        execute("update tenants set disabled_at = now() - interval '100 seconds'");
        assertFails(tenant("remove", 1, "--confirm", 1), "calls that came before may still store something; try again");
        elapse();
        execute("insert into workers (worker_id, name, expires_at)"
                + " select gen_random_uuid(), 'w', now() + interval '1 minute'");
        execute("update computations set lease_worker = (select worker_id from workers)");
        assertFails(tenant("remove", 1, "--confirm", 1), "workers still hold computations of tenant 1");

        assertThat(TABLES).allSatisfy(table -> assertThat(rows(table, 1)).isPositive());
        execute("update workers set expires_at = now()");
        assertThat(tenant("remove", 1, "--confirm", 1).exitCode()).isZero();
    }

    @Test
    void aRemovalThatMeetsLockedRowsGoesOnWithTheRestTheNextTime() throws Exception {
        fill(1, 2_500, 3);
        tenant("disable", 1);
        elapse();
        try (Connection reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            reference
                    .createStatement()
                    .execute("select * from computations where output_handle = sha256('7') for update");

            assertFails(tenant("remove", 1, "--confirm", 1), "other transactions hold rows of tenant 1");

            reference.rollback();
        }
        assertThat(rows("computations", 1)).isEqualTo(1);
        assertThat(rows("ciphertexts", 1)).isZero();
        assertThat(rows("tenants", 1)).isEqualTo(1);

        assertThat(tenant("remove", 1, "--confirm", 1).out().lines())
                .containsExactly("removed from computations: 1", "removed tenant 1");
    }

    @Test
    void aTenantWithoutRowsGetsOtherKeys() throws IOException {
        KeyFolder keys = ToyKeyFolder.ours(folder.resolve("keys"));
        execute("update tenants set cks_key = 'old client key'");
        assertFails(rotate(keys), "tenant 1 is in use; disable it first: tenant disable 1");
        tenant("disable", 1);
        elapse();

        CommandRun run = rotate(keys);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("checking the CRS: done after")
                .containsPattern("replaced the FHE keys of tenant 1; enable it in (89|90) s or later");
        assertThat(stored("pks_key")).isEqualTo(content(keys.publicKey()));
        assertThat(stored("sks_key")).isEqualTo(content(keys.serverKey()));
        assertThat(stored("public_params")).isEqualTo(content(keys.publicParameters()));
        assertThat(value("select cks_key from tenants where tenant_id = 1")).isNull();
        assertThat(value("select length(sks_key) from tenants where tenant_id = 2"))
                .isEqualTo(0);
        assertFails(tenant("enable", 1), "servers and workers may still have the old ones in memory");
        elapse();
        assertThat(tenant("enable", 1).exitCode()).isZero();
    }

    @Test
    void aTenantLosesWhatIsUnderItsOldKeyOnlyIfThatIsConfirmed() throws IOException {
        KeyFolder keys = ToyKeyFolder.ours(folder.resolve("keys"));
        Files.delete(keys.publicParameters());
        fill(2, 1, 1);
        execute("insert into attestations (tenant_id, handle, ciphertext_digest) values (1, 'h', 'd')");
        tenant("disable", 1);
        elapse();

        assertFails(rotate(keys), "to lose them for good, add --discard 1");
        assertFails(rotate(keys, "--discard", 2), "--discard names tenant 2, and tenant 1 is to get other keys");
        fill(1, 2, 2);
        assertFails(rotate(keys), "to lose them for good, add --discard 1");
        assertThat(rows("ciphertexts", 1)).isEqualTo(4);

        CommandRun run = rotate(keys, "--discard", 1);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains(
                        "removed from ciphertexts: 4",
                        "removed from attestations: 3",
                        "replaced the FHE keys of tenant 1",
                        "The tenant has no common reference string");
        assertThat(TABLES).allSatisfy(table -> assertThat(rows(table, 1)).isZero());
        assertThat(rows("computations", 2)).isEqualTo(1);
        assertThat(stored("sks_key")).isEqualTo(content(keys.serverKey()));
    }

    @Test
    void keysThatCannotBeUsedAreRefusedBeforeAnythingIsLost() throws IOException {
        KeyFolder keys = ToyKeyFolder.ours(folder.resolve("keys"));
        Files.write(keys.serverKey(), Files.readAllBytes(keys.publicKey()));
        fill(1, 1, 1);
        tenant("disable", 1);
        elapse();

        assertFails(rotate(keys, "--discard", 1), keys.serverKey() + " is not a usable server key");

        assertThat(TABLES).allSatisfy(table -> assertThat(rows(table, 1)).isPositive());
        assertThat(value("select length(sks_key) from tenants where tenant_id = 1"))
                .isEqualTo(0);
    }

    private CommandRun rotate(KeyFolder keys, Object... more) {
        Object[] arguments = new Object[4 + more.length];
        System.arraycopy(new Object[] {"rotate-key", 1, "--keys", keys.path()}, 0, arguments, 0, 4);
        System.arraycopy(more, 0, arguments, 4, more.length);
        return tenant(arguments);
    }

    private Object stored(String column) {
        return value("select encode(" + column + ", 'hex') from tenants where tenant_id = 1");
    }

    private static String content(Path file) throws IOException {
        return HexFormat.of().formatHex(Files.readAllBytes(file));
    }
}
