package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;

import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
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

    @Test
    void doesNotTrustIdleKeysWhileTheDatabaseDoesNotTellWhetherTheyAreCurrent() {
        TenantKeyCache cache = cache(config(5, 1 << 20));
        use(cache, first);
        database.dsl().execute("update tenants set chain_id = 99");
        clock.advance(Duration.ofMinutes(1).plus(KeyRefresh.IDLE));
        database.dsl().execute("alter table tenants rename to unreachable");
        try {
            assertThatThrownBy(() -> chainOf(cache, first)).isInstanceOf(DataAccessException.class);
        } finally {
            database.dsl().execute("alter table unreachable rename to tenants");
        }

        assertThat(chainOf(cache, first)).isEqualTo(new ChainId(99));
    }

    @Test
    void noCallerGetsIdleKeysWhileAnotherOneReadsTheRow() throws Exception {
        TenantKeyCache cache = cache(config(5, 1 << 20));
        use(cache, first);
        database.dsl().execute("update tenants set chain_id = 99");
        clock.advance(Duration.ofMinutes(1).plus(KeyRefresh.IDLE));
        try (Connection operator = database.openDedicatedConnection();
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            operator.setAutoCommit(false);
            operator.createStatement().execute("lock table tenants in access exclusive mode");
            Future<ChainId> reading = callers.submit(() -> chainOf(cache, first));
            await().until(() -> waitingStatements() == 1);
            Future<ChainId> second = callers.submit(() -> chainOf(cache, first));
            await().until(() -> second.isDone() || waitingStatements() == 2);

            operator.rollback();
            assertThat(reading.get()).isEqualTo(new ChainId(99));
            assertThat(second.get()).isEqualTo(new ChainId(99));
        }
    }

    private int waitingStatements() {
        return database.dsl()
                .fetchCount(
                        DSL.table("pg_locks"),
                        DSL.condition("not granted and database = (select oid from pg_database"
                                + " where datname = current_database())"));
    }

    private static ChainId chainOf(TenantKeyCache cache, TenantId tenant) {
        try (TenantKeyCache.Pin pin = cache.acquire(tenant)) {
            return pin.context().tenant().chainId();
        }
    }
}
