package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class TenantKeyCacheTest extends KeyCacheScenario {
    TenantKeyCacheTest(Database database) {
        super(database);
    }

    @Test
    void loadsOnceForAllWhoAskMeanwhile() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        TenantKeyCache cache = cache(config(2, 1 << 20), () -> awaitUninterrupted(asked));
        List<TenantContext> contexts = new ArrayList<>();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<TenantContext>> calls = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                calls.add(callers.submit(() -> {
                    try (TenantKeyCache.Pin pin = cache.acquire(first)) {
                        return pin.context();
                    }
                }));
            }
            asked.countDown();
            for (Future<TenantContext> call : calls) {
                contexts.add(call.get());
            }
        }

        assertThat(loads).hasValue(1);
        assertThat(contexts).hasSize(20).containsOnly(contexts.getFirst());
    }

    @Test
    void dropsTheLeastRecentlyUsedBeyondItsCount() {
        TenantKeyCache cache = cache(config(2, 1 << 20));
        use(cache, first);
        use(cache, second);
        use(cache, first);
        use(cache, third);
        assertThat(loads).hasValue(3);

        use(cache, first);
        assertThat(loads).as("the first is still there").hasValue(3);
        use(cache, second);
        assertThat(loads).as("the second was dropped").hasValue(4);
        assertThat(metrics.get("coprocessor_key_cache_evictions").counter().count())
                .isEqualTo(2);
    }

    @Test
    void dropsByBytesToo() {
        TenantKeyCache cache = cache(config(10, 2500));
        use(cache, first);
        use(cache, second);
        use(cache, third);

        assertThat(metrics.get("coprocessor_key_cache_tenants").gauge().value()).isEqualTo(2);
        assertThat(metrics.get("coprocessor_key_cache_bytes").gauge().value()).isEqualTo(2020);
    }

    @Test
    void neverDropsWhatIsInUse() {
        TenantKeyCache cache = cache(config(1, 2500));
        try (TenantKeyCache.Pin held = cache.acquire(first)) {
            use(cache, second);
            try (TenantKeyCache.Pin again = cache.acquire(first)) {
                assertThat(again.context()).isSameAs(held.context());
            }
            assertThat(loads).hasValue(2);
        }

        use(cache, second);
        use(cache, first);
        assertThat(loads).as("dropped, once it was given back").hasValue(4);
    }

    @Test
    void closingAUseTwiceCountsOnce() {
        TenantKeyCache cache = cache(config(1, 2500));
        TenantKeyCache.Pin held = cache.acquire(first);
        TenantKeyCache.Pin other = cache.acquire(first);
        other.close();
        other.close();

        use(cache, second);

        try (TenantKeyCache.Pin again = cache.acquire(first)) {
            assertThat(again.context()).isSameAs(held.context());
        }
        held.close();
    }

    @Test
    void loadsTwoTenantsAtATime() throws Exception {
        CountDownLatch finish = new CountDownLatch(1);
        AtomicInteger loading = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        TenantKeyCache cache = cache(config(10, 1 << 20), () -> {
            most.accumulateAndGet(loading.incrementAndGet(), Math::max);
            awaitUninterrupted(finish);
            loading.decrementAndGet();
        });
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> calls = new ArrayList<>();
            for (TenantId tenant : List.of(first, second, third)) {
                calls.add(callers.submit(() -> use(cache, tenant)));
            }
            await().until(() -> loading.get() == 2 && cache.inUse().size() == 3);
            finish.countDown();
            for (Future<?> call : calls) {
                call.get();
            }
        }

        assertThat(loads).hasValue(3);
        assertThat(most).hasValue(2);
    }

    @Test
    void saysWhyATenantCannotBeUsedAndTriesAgain() throws Exception {
        TenantKeyCache cache = cache(config(5, 1 << 20));
        TenantId broken = tenants.insert(tenant(MALFORMED));

        assertThatThrownBy(() -> cache.acquire(broken))
                .isInstanceOf(CoprocessorException.class)
                .hasMessageContaining("its keys cannot be read: not a key");
        assertThatThrownBy(() -> cache.acquire(new TenantId(4711)))
                .isInstanceOf(CoprocessorException.class)
                .hasMessageContaining("there is no such tenant");

        database.dsl()
                .update(TENANTS)
                .set(TENANTS.SKS_KEY, new byte[10])
                .where(TENANTS.TENANT_ID.eq(broken.value()))
                .execute();
        use(cache, broken);
    }
}
