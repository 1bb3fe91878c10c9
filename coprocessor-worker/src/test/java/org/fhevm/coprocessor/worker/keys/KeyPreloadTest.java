package org.fhevm.coprocessor.worker.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.RecentTenants;
import org.fhevm.coprocessor.common.tenant.StoredKeySet;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantLoader;
import org.fhevm.coprocessor.common.tenant.TenantRecord;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.ClearEvaluator;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class KeyPreloadTest {
    private static final int ROWS_IN_A_PAGE = 100;

    private final Database database;
    private final QueueFixture queue;
    private final Metrics metrics = new Metrics();
    private final List<TenantId> loaded = new ArrayList<>();

    KeyPreloadTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
    }

    @BeforeEach
    void clear() {
        queue.clear();
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void loadsTheKeysOfTheTenantsThatSentComputationsLast() throws Exception {
        TenantId first = queue.addTenant();
        TenantId second = queue.addTenant();
        TenantId third = queue.addTenant();
        queue.addTenant();
        for (TenantId tenant : List.of(third, first, second)) {
            queue.submitSilently(tenant, addScalar("b", "a", 1));
        }

        preload(this::load).run();

        assertThat(loaded).containsExactly(second, first);
    }

    @Test
    void readsOnlyTheEndOfTheTable() throws Exception {
        TenantId early = queue.addTenant();
        TenantId late = queue.addTenant();
        queue.submitSilently(early, addScalar("b", "a", 1));
        int rows = RecentTenants.PAGES * ROWS_IN_A_PAGE;
        database.dsl().execute("""
                        insert into computations (tenant_id, output_handle, output_type, dependencies, fhe_operation,
                                                  is_scalar, is_completed)
                        select %d, decode(lpad(to_hex(i), 64, '0'), 'hex'), 5, '{}', 0, false, true
                        from generate_series(1, %d) as i
                        """.formatted(late.value(), rows));

        assertThat(new RecentTenants(database).newest(2)).containsExactly(late);
    }

    @Test
    void goesOnAfterKeysThatCannotBeRead() throws Exception {
        TenantId readable = queue.addTenant();
        TenantId unreadable = queue.addTenant();
        queue.submitSilently(readable, addScalar("b", "a", 1));
        queue.submitSilently(unreadable, addScalar("b", "a", 1));

        preload((tenant, keys) -> {
                    if (tenant.id().equals(unreadable)) {
                        throw new MalformedInputException("not a key", 0);
                    }
                    return load(tenant, keys);
                })
                .run();

        assertThat(loaded).containsExactly(readable);
    }

    @Test
    void loadsNothingBeforeTheFirstComputation() throws Exception {
        queue.addTenant();

        preload(this::load).run();

        assertThat(loaded).isEmpty();
    }

    private KeyPreload preload(TenantLoader loader) {
        return new KeyPreload(
                database,
                new TenantKeyCache(
                        new TenantRepository(database),
                        loader,
                        KeyCacheConfig.defaults(),
                        MonotonicClock.system(),
                        metrics.registry()));
    }

    private TenantContext load(TenantRecord tenant, StoredKeySet keys) {
        loaded.add(tenant.id());
        return new TenantContext(tenant, new ClearEvaluator(), ParameterSet.FHEVM_0_6.compactKey(), 512, null, 1);
    }
}
