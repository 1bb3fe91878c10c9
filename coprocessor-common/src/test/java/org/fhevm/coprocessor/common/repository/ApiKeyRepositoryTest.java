package org.fhevm.coprocessor.common.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;
import org.fhevm.coprocessor.common.access.NewApiKey;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.access.StoredApiKey;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ApiKeyRepository.Addition;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EmbeddedDatabase
class ApiKeyRepositoryTest {
    private static final Instant END = Instant.parse("2099-01-01T00:00:00Z");

    private final Database database;
    private final ApiKeyRepository keys;
    private final UUID columnKey = UUID.randomUUID();
    private TenantId tenant;

    ApiKeyRepositoryTest(Database database) {
        this.database = database;
        this.keys = new ApiKeyRepository(database.dsl());
    }

    @BeforeEach
    void addTenants() {
        database.dsl().execute("delete from tenants");
        tenant = addTenant(columnKey);
    }

    private TenantId addTenant(UUID key) {
        return new TenantId(database.dsl().fetchSingle("""
                        insert into tenants (tenant_api_key, chain_id, verifying_contract_address, acl_contract_address,
                                             pks_key, sks_key, public_params)
                        values (?, 1, '', '', '', '', '')
                        returning tenant_id
                        """, key).get(0, Integer.class));
    }

    private Addition add(String name, UUID key) {
        return add(name, key, Rights.of(Right.READ), null);
    }

    private Addition add(String name, UUID key, Rights rights, @Nullable Instant end) {
        return new Transactions(database)
                .call(transaction -> new ApiKeyRepository(transaction)
                        .add(new NewApiKey(tenant, name, ApiKeyDigest.of(key), rights, end)));
    }

    private @Nullable Grant grant(UUID key) {
        return keys.grants(List.of(ApiKeyDigest.of(key))).get(ApiKeyDigest.of(key));
    }

    private StoredApiKey stored(String name) {
        return keys.keysOf(tenant).orElseThrow().keys().stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void oneStatementFindsNamedKeysAndTheReferencesKey() {
        UUID gateway = UUID.randomUUID();
        UUID geth = UUID.randomUUID();
        TenantId other = addTenant(UUID.randomUUID());
        assertThat(add("gateway", gateway, Rights.of(Right.READ, Right.UPLOAD), END))
                .isEqualTo(Addition.ADDED);
        assertThat(add("geth", geth, Rights.ALL, null)).isEqualTo(Addition.ADDED);

        List<ApiKeyDigest> shown = new ArrayList<>();
        for (UUID key : List.of(gateway, geth, columnKey, UUID.randomUUID())) {
            shown.add(ApiKeyDigest.of(key));
        }
        assertThat(keys.grants(shown))
                .hasSize(3)
                .containsEntry(
                        ApiKeyDigest.of(gateway),
                        new Grant(tenant, new Credential.NamedKey("gateway"), Rights.of(Right.READ, Right.UPLOAD), END))
                .containsEntry(
                        ApiKeyDigest.of(geth), new Grant(tenant, new Credential.NamedKey("geth"), Rights.ALL, null))
                .containsEntry(ApiKeyDigest.of(columnKey), Grant.ofColumnKey(tenant));
        assertThat(keys.keysOf(other).orElseThrow().keys()).isEmpty();
    }

    @Test
    void theDatabaseHasNoNamedKeyButOnlyItsDigest() {
        UUID key = UUID.randomUUID();
        add("gateway", key);

        String rows =
                database.dsl().fetch("select api_keys::text from api_keys").formatCSV();

        assertThat(rows)
                .contains("gateway")
                .doesNotContainIgnoringCase(key.toString())
                .doesNotContainIgnoringCase(key.toString().replace("-", ""));
        assertThat(database.dsl()
                        .fetchSingle("select digest = sha256(uuid_send(?::uuid)) from api_keys", key)
                        .get(0))
                .isEqualTo(true);
    }

    @Test
    void aRevokedKeyIsFoundByNoCallerAndListed() {
        UUID key = UUID.randomUUID();
        add("gateway", key);

        assertThat(keys.revoke(tenant, "gateway")).isTrue();

        assertThat(grant(key)).isNull();
        assertThat(stored("gateway").revokedAt()).isNotNull();
        assertThat(keys.revoke(tenant, "gateway")).as("again").isFalse();
        assertThat(keys.revoke(tenant, "geth")).isFalse();
        assertThat(add("gateway", UUID.randomUUID())).isEqualTo(Addition.NAME_TAKEN);
    }

    @Test
    void aRetiredColumnHoldsNoKey() {
        assertThat(keys.keysOf(tenant).orElseThrow().columnKeyRetiredAt()).isNull();

        assertThat(keys.retireColumnKey(tenant)).isTrue();

        assertThat(grant(columnKey)).isNull();
        UUID replacement =
                database.dsl().fetchSingle("select tenant_api_key from tenants").get(0, UUID.class);
        assertThat(replacement).isNotEqualTo(columnKey);
        assertThat(grant(replacement)).isNull();
        assertThat(keys.keysOf(tenant).orElseThrow().columnKeyRetiredAt()).isNotNull();
        assertThat(keys.retireColumnKey(tenant)).as("again").isFalse();
    }

    @Test
    void aTenantThatDoesNotExistHasNoKeys() {
        tenant = new TenantId(-1);
        assertThat(add("gateway", UUID.randomUUID())).isEqualTo(Addition.NO_SUCH_TENANT);
        assertThat(keys.keysOf(tenant)).isEmpty();
        assertThat(keys.retireColumnKey(tenant)).isFalse();
    }

    @Test
    void aTenantHasAHundredKeysAtMostAndEndedOnesMakeRoom() {
        for (int key = 0; key < ApiKeyRepository.MAXIMUM_KEYS; key++) {
            assertThat(add("key" + key, UUID.randomUUID())).isEqualTo(Addition.ADDED);
        }
        assertThat(add("one-more", UUID.randomUUID())).isEqualTo(Addition.TOO_MANY_KEYS);
        assertThat(keys.keysOf(tenant).orElseThrow().keys()).hasSize(ApiKeyRepository.MAXIMUM_KEYS);

        keys.revoke(tenant, "key7");
        keys.revoke(tenant, "key8");
        database.dsl().execute("update api_keys set expires_at = now() - interval '1 day' where name = 'key9'");
        assertThat(add("one-more", UUID.randomUUID())).isEqualTo(Addition.ADDED);
        assertThat(keys.keysOf(tenant).orElseThrow().keys())
                .hasSize(ApiKeyRepository.MAXIMUM_KEYS)
                .extracting(StoredApiKey::name)
                .as("the key that ended first is gone")
                .contains("one-more", "key7", "key8")
                .doesNotContain("key9");
    }

    @Test
    void keysAddedAtOnceDoNotExceedTheBound() throws Exception {
        for (int key = 0; key < ApiKeyRepository.MAXIMUM_KEYS - 1; key++) {
            add("key" + key, UUID.randomUUID());
        }
        try (ExecutorService operators = Executors.newFixedThreadPool(4)) {
            List<Callable<Addition>> additions = new ArrayList<>();
            for (int operator = 0; operator < 4; operator++) {
                String name = "operator" + operator;
                additions.add(() -> add(name, UUID.randomUUID()));
            }
            List<Addition> results = new ArrayList<>();
            for (Future<Addition> addition : operators.invokeAll(additions)) {
                results.add(addition.get());
            }
            assertThat(results).containsOnlyOnce(Addition.ADDED).contains(Addition.TOO_MANY_KEYS);
        }
    }

    @Test
    void keysGoWithTheirTenant() {
        add("gateway", UUID.randomUUID());
        database.dsl().execute("delete from tenants");
        assertThat(database.dsl().fetchSingle("select count(*) from api_keys").get(0, Integer.class))
                .isZero();
    }

    @Test
    void usesAreWrittenOnceAMinute() {
        add("gateway", UUID.randomUUID());
        add("geth", UUID.randomUUID());
        Instant first = Instant.parse("2027-01-01T00:00:00.123Z");
        keys.recordUses(List.of(new KeyUse(tenant, "gateway", first), new KeyUse(tenant, "unknown", first)));
        assertThat(stored("gateway").lastUsedAt()).isEqualTo(first);
        assertThat(stored("geth").lastUsedAt()).isNull();

        keys.recordUses(List.of(new KeyUse(tenant, "gateway", first.plusSeconds(59))));
        assertThat(stored("gateway").lastUsedAt()).as("another server").isEqualTo(first);
        keys.recordUses(
                List.of(new KeyUse(tenant, "gateway", first.plusSeconds(60)), new KeyUse(tenant, "geth", first)));
        assertThat(stored("gateway").lastUsedAt()).isEqualTo(first.plusSeconds(60));
        assertThat(stored("geth").lastUsedAt()).isEqualTo(first);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name = 'a b'",
                "name = repeat('a', 65)",
                "name = 'tenant_api_key'",
                "name = E'a\\n'",
                "digest = '\\x00'",
                "rights = '{}'",
                "rights = '{decrypt}'",
                "rights = '{read,NULL}'",
                "rights = '{{read},{all}}'",
                "rights = '{read,read,read,read,read,read}'",
                "expires_at = 'infinity'",
                "expires_at = '-infinity'",
                "expires_at = '4000-01-01 BC'",
                "expires_at = '20000-01-01'"
            })
    void rowsThatNoServerExpectsAreRefused(String change) {
        add("gateway", UUID.randomUUID());
        assertThatThrownBy(() -> database.dsl().execute("update api_keys set " + change))
                .hasMessageContaining("check constraint");
    }
}
