package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.CertificateGrant;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.NewApiKey;
import org.fhevm.coprocessor.common.access.RateLimits;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class RateLimitRepositoryTest {
    private final Database database;
    private final RateLimitRepository limits;
    private final UUID columnKey = UUID.randomUUID();
    private TenantId tenant;

    RateLimitRepositoryTest(Database database) {
        this.database = database;
        this.limits = new RateLimitRepository(database.dsl());
    }

    @BeforeEach
    void addTenant() {
        database.dsl().execute("delete from tenants");
        tenant = new TenantId(database.dsl().fetchSingle("""
                        insert into tenants (tenant_api_key, chain_id, verifying_contract_address, acl_contract_address,
                                             pks_key, sks_key, public_params)
                        values (?, 1, '', '', '', '', '')
                        returning tenant_id
                        """, columnKey).get(0, Integer.class));
    }

    private static RateLimits parse(String... entries) {
        return RateLimits.parse(List.of(entries));
    }

    @Test
    void limitsAreSetChangedAndCleared() {
        assertThat(limits.of(tenant)).contains(RateLimits.NONE);
        assertThat(limits.set(tenant, parse("schedule.calls=5", "upload.blocks=7")))
                .isTrue();
        limits.set(tenant, parse("schedule.calls=unlimited"));
        assertThat(limits.of(tenant)).contains(parse("schedule.calls=unlimited", "upload.blocks=7"));
        assertThat(limits.clear(tenant)).isEqualTo(2);
        assertThat(limits.of(tenant)).contains(RateLimits.NONE);
    }

    @Test
    void aTenantThatDoesNotExistHasNone() {
        TenantId missing = new TenantId(-1);
        assertThat(limits.set(missing, parse("schedule.calls=5"))).isFalse();
        assertThat(limits.of(missing)).isEmpty();
        assertThat(limits.clear(missing)).isZero();
    }

    @Test
    void eachGrantOfATenantHasItsLimits() {
        UUID named = UUID.randomUUID();
        ApiKeyRepository keys = new ApiKeyRepository(database.dsl());
        keys.add(new NewApiKey(tenant, "a", ApiKeyDigest.of(named), Rights.ALL, null));
        CertificateGrantRepository certificates = new CertificateGrantRepository(database.dsl());
        certificates.add(new CertificateGrant(tenant, "geth", Rights.ALL));
        limits.set(tenant, parse("schedule.calls=5", "read.bytes=unlimited"));

        assertThat(keys.grants(List.of(ApiKeyDigest.of(named), ApiKeyDigest.of(columnKey)))
                        .values())
                .hasSize(2)
                .extracting(Grant::limits)
                .containsOnly(parse("schedule.calls=5", "read.bytes=unlimited"));
        assertThat(certificates.grants(List.of("geth")).get("geth"))
                .extracting(Grant::limits)
                .isEqualTo(parse("schedule.calls=5", "read.bytes=unlimited"));
    }

    @Test
    void rowsThatNoServerExpectsAreRefusedOrIgnored() {
        limits.set(tenant, parse("schedule.calls=5"));
        for (String change : List.of("access_right = 'all'", "unit = 'gas'", "per_second = 0")) {
            assertThatThrownBy(() -> database.dsl().execute("update rate_limits set " + change))
                    .hasMessageContaining("check constraint");
        }
        database.dsl().execute("update rate_limits set access_right = 'read', unit = 'blocks'");
        assertThat(limits.of(tenant)).contains(RateLimits.NONE);
    }
}
