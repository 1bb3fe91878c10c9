package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;

import java.time.Duration;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

/** Changes of tenants whose keys are in memory. */
@EmbeddedDatabase
class KeyCacheRefreshTest extends KeyCacheScenario {
    KeyCacheRefreshTest(Database database) {
        super(database);
    }

    @Test
    void noticesAChangedRowAfterAWhile() {
        TenantKeyCache cache = cache(config(5, 1 << 20));
        use(cache, first);
        database.dsl()
                .update(TENANTS)
                .set(TENANTS.CHAIN_ID, 99)
                .where(TENANTS.TENANT_ID.eq(first.value()))
                .execute();

        assertThat(chainOf(cache, first)).isEqualTo(new ChainId(12345));
        clock.advance(Duration.ofSeconds(61));
        assertThat(chainOf(cache, first)).isEqualTo(new ChainId(99));
        assertThat(loads).hasValue(2);

        clock.advance(Duration.ofSeconds(61));
        use(cache, first);
        assertThat(loads).as("checked again, but unchanged").hasValue(2);
    }

    @Test
    void doesNotReloadForAChangeThatIsNotOfKeys() {
        TenantKeyCache cache = cache(config(5, 1 << 20));
        use(cache, first);

        database.dsl().execute("update tenants set weight = 3, priority = 1");
        clock.advance(Duration.ofSeconds(61));
        use(cache, first);
        assertThat(loads).hasValue(1);

        database.dsl().execute("update tenants set sks_key = {0} where tenant_id = {1}", new byte[1000], first.value());
        clock.advance(Duration.ofSeconds(61));
        use(cache, first);
        assertThat(loads).as("another key of the same length").hasValue(2);
    }

    @Test
    void noticesThatARowMadeBeforeRevisionsWereKeptHasChanged() {
        database.dsl().execute("update tenants set keys_revision = null");
        TenantKeyCache cache = cache(config(5, 1 << 20));
        use(cache, first);
        clock.advance(Duration.ofSeconds(61));
        use(cache, first);
        assertThat(loads).hasValue(1);

        database.dsl().execute("update tenants set acl_contract_address = 'other'");
        clock.advance(Duration.ofSeconds(61));
        use(cache, first);
        assertThat(loads).hasValue(2);
    }

    @Test
    void keepsKeysWhileTheDatabaseDoesNotTellWhetherTheyAreCurrent() {
        TenantKeyCache cache = cache(config(5, 1 << 20));
        use(cache, first);
        database.dsl().execute("update tenants set chain_id = 99");
        clock.advance(Duration.ofSeconds(61));
        database.dsl().execute("alter table tenants rename to unreachable");
        try {
            assertThat(chainOf(cache, first)).isEqualTo(new ChainId(12345));
        } finally {
            database.dsl().execute("alter table unreachable rename to tenants");
        }
        assertThat(loads).hasValue(1);

        assertThat(chainOf(cache, first)).as("not checked again at once").isEqualTo(new ChainId(12345));
        clock.advance(Duration.ofSeconds(6));
        assertThat(chainOf(cache, first)).isEqualTo(new ChainId(99));
    }

    private static ChainId chainOf(TenantKeyCache cache, TenantId tenant) {
        try (TenantKeyCache.Pin pin = cache.acquire(tenant)) {
            return pin.context().tenant().chainId();
        }
    }
}
