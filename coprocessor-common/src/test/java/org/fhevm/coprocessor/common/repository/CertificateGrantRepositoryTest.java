package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.common.access.CertificateGrant;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CertificateGrantRepository.Addition;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EmbeddedDatabase
class CertificateGrantRepositoryTest {
    private static final Rights READ = Rights.of(Right.READ);

    private final Database database;
    private final CertificateGrantRepository grants;
    private TenantId tenant;

    CertificateGrantRepositoryTest(Database database) {
        this.database = database;
        this.grants = new CertificateGrantRepository(database.dsl());
    }

    @BeforeEach
    void addTenant() {
        database.dsl().execute("delete from tenants");
        tenant = newTenant();
    }

    private TenantId newTenant() {
        return new TenantId(database.dsl().fetchSingle("""
                        insert into tenants (tenant_api_key, chain_id, verifying_contract_address, acl_contract_address,
                                             pks_key, sks_key, public_params)
                        values (?, 1, '', '', '', '', '')
                        returning tenant_id
                        """, UUID.randomUUID()).get(0, Integer.class));
    }

    private Addition add(TenantId owner, String name) {
        return new Transactions(database)
                .call(transaction ->
                        new CertificateGrantRepository(transaction).add(new CertificateGrant(owner, name, READ)));
    }

    @Test
    void findsTheGrantsOfNames() {
        TenantId other = newTenant();
        assertThat(add(tenant, "geth.example.org")).isEqualTo(Addition.ADDED);
        assertThat(add(other, "gateway")).isEqualTo(Addition.ADDED);

        assertThat(grants.grants(List.of("geth.example.org", "gateway", "GATEWAY")))
                .hasSize(2)
                .containsEntry(
                        "geth.example.org",
                        new Grant(tenant, new Credential.Certificate("geth.example.org"), READ, null))
                .containsEntry("gateway", new Grant(other, new Credential.Certificate("gateway"), READ, null));
        assertThat(grants.all())
                .containsExactly(
                        new CertificateGrant(tenant, "geth.example.org", READ),
                        new CertificateGrant(other, "gateway", READ));
    }

    @Test
    void aNameIsOfOneTenantUntilItIsRemoved() {
        TenantId other = newTenant();
        add(tenant, "geth");
        assertThat(add(other, "geth")).isEqualTo(Addition.NAME_TAKEN);
        assertThat(grants.remove("geth")).isTrue();
        assertThat(grants.remove("geth")).isFalse();
        assertThat(grants.grants(List.of("geth"))).isEmpty();
        assertThat(add(other, "geth")).isEqualTo(Addition.ADDED);
        assertThat(add(new TenantId(-1), "new")).isEqualTo(Addition.NO_SUCH_TENANT);
    }

    @Test
    void aTenantHasAHundredNamesAtMost() {
        for (int name = 0; name < CertificateGrantRepository.MAXIMUM_NAMES; name++) {
            assertThat(add(tenant, "name" + name)).isEqualTo(Addition.ADDED);
        }
        assertThat(add(tenant, "one-more")).isEqualTo(Addition.TOO_MANY_NAMES);
        assertThat(add(newTenant(), "one-more")).isEqualTo(Addition.ADDED);
    }

    @Test
    void grantsGoWithTheirTenant() {
        add(tenant, "geth");
        database.dsl().execute("delete from tenants");
        assertThat(grants.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a\n", "ä"})
    void otherNamesAreRefused(String name) {
        assertThatThrownBy(() -> new CertificateGrant(tenant, name, READ)).hasMessageContaining("visible ASCII");
        add(tenant, "geth");
        assertThatThrownBy(() -> database.dsl().execute("update certificate_grants set name = ?", name))
                .hasMessageContaining("check constraint");
    }

    @Test
    void longNamesAreRefused() {
        assertThat(add(tenant, "a".repeat(255))).isEqualTo(Addition.ADDED);
        assertThatThrownBy(() -> new CertificateGrant(tenant, "a".repeat(256), READ))
                .hasMessageContaining("255");
        assertThatThrownBy(() -> new CertificateGrant(tenant, "a", Rights.of())).hasMessageContaining("needs a right");
    }
}
