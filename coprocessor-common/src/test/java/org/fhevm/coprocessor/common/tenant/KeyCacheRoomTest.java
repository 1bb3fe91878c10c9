package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

/** Keys that do not fit: what a cache loads beside those in use, and who waits for room. */
@EmbeddedDatabase
class KeyCacheRoomTest extends KeyCacheScenario {
    KeyCacheRoomTest(Database database) {
        super(database);
    }

    @Test
    void loadsBesideThoseInUseOnlyWhatFits() {
        // Each tenant's keys have 1010 bytes.
        TenantKeyCache cache = cache(config(10, 2500));
        AtomicInteger releases = new AtomicInteger();
        cache.onRelease(releases::incrementAndGet);
        TenantKeyCache.Pin one = cache.acquireIfItFits(first).orElseThrow();
        TenantKeyCache.Pin two = cache.acquireIfItFits(second).orElseThrow();

        assertThat(cache.acquireIfItFits(third)).isEmpty();
        assertThat(loads).as("not even begun").hasValue(2);
        assertThat(cache.inUse()).containsExactlyInAnyOrder(first, second);
        cache.acquireIfItFits(first).orElseThrow().close();
        assertThat(releases).as("the first is still in use").hasValue(0);

        two.close();
        assertThat(releases).hasValue(1);
        TenantKeyCache.Pin three = cache.acquireIfItFits(third).orElseThrow();
        assertThat(metrics.get("coprocessor_key_cache_bytes").gauge().value())
                .as("the second was dropped for it")
                .isEqualTo(2020);
        one.close();
        three.close();
    }

    @Test
    void alwaysLoadsASingleTenant() {
        TenantKeyCache cache = cache(config(10, 1));

        try (TenantKeyCache.Pin pin = cache.acquireIfItFits(first).orElseThrow()) {
            assertThat(pin.context().tenant().id()).isEqualTo(first);
            assertThat(cache.acquireIfItFits(second)).isEmpty();
        }
        cache.acquireIfItFits(second).orElseThrow().close();
        assertThat(loads).hasValue(2);
    }

    @Test
    void countsReplacedKeysUntilTheirLastPinIsClosed() {
        // Each tenant's keys have 1010 bytes.
        TenantKeyCache cache = cache(config(10, 2500));
        TenantKeyCache.Pin old = cache.acquire(first);
        database.dsl().execute("update tenants set chain_id = 99");
        clock.advance(Duration.ofSeconds(61));
        TenantKeyCache.Pin current = cache.acquire(first);
        assertThat(current.context()).isNotSameAs(old.context());

        assertThat(bytes()).isEqualTo(2020);
        assertThat(cache.acquireIfItFits(second)).as("old and new are in use").isEmpty();

        current.close();
        assertThat(cache.inUse()).as("of the old ones").containsExactly(first);
        old.close();
        assertThat(bytes()).isEqualTo(1010);
        cache.acquireIfItFits(second).orElseThrow().close();
    }

    @Test
    void aCallerWaitsForRoomAndIsToldWhenThereIsNone() throws Exception {
        TenantKeyCache cache = cache(config(10, 1500), Duration.ofSeconds(30));
        TenantKeyCache.Pin held = cache.acquire(first);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean waits = new AtomicBoolean();
            Future<?> waiting = callers.submit(() -> cache.acquire(second, Duration.ofSeconds(30), () -> {
                        waits.set(true);
                        return false;
                    })
                    .orElseThrow()
                    .close());
            await().untilTrue(waits);
            use(cache, first);
            assertThat(loads).as("not loaded yet").hasValue(1);
            assertThat(waiting).isNotDone();

            held.close();
            waiting.get();
        }

        TenantKeyCache impatient = cache(config(10, 1500), Duration.ofMillis(50));
        try (TenantKeyCache.Pin again = impatient.acquire(first)) {
            assertThatThrownBy(() -> impatient.acquire(second))
                    .isInstanceOfSatisfying(
                            CoprocessorException.class,
                            e -> assertThat(e.error()).isEqualTo(new CoprocessorError.NoRoomForKeys(second)));
            assertThat(again.context().tenant().id()).isEqualTo(first);
        }
        use(impatient, second);
    }

    @Test
    void aTenantThatHasWaitedIsServedBeforeNewUsesOfKeysThatAreAlwaysInUse() throws Exception {
        TenantKeyCache cache = cache(config(10, 1500), Duration.ofSeconds(30));
        TenantKeyCache.Pin held = cache.acquire(first);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            AtomicBoolean waits = new AtomicBoolean();
            Future<TenantKeyCache.Pin> waiting =
                    callers.submit(() -> cache.acquire(second, Duration.ofSeconds(30), () -> {
                                waits.set(true);
                                return false;
                            })
                            .orElseThrow());
            await().untilTrue(waits);
            TenantKeyCache.Pin overlapping = cache.acquire(first);
            held.close();
            clock.advance(Duration.ofSeconds(5));

            assertThat(cache.acquireIfItFits(first)).as("gives way").isEmpty();
            Future<?> back = callers.submit(() -> use(cache, first));
            overlapping.close();

            TenantKeyCache.Pin served = waiting.get();
            assertThat(cache.inUse()).containsExactly(second);
            served.close();
            back.get();
        }
    }

    @Test
    void aTenantThatDoesNotAskAgainKeepsNoOneWaiting() {
        TenantKeyCache cache = cache(config(10, 1500), Duration.ofMillis(50));
        try (TenantKeyCache.Pin held = cache.acquire(first)) {
            assertThat(cache.acquireIfItFits(second)).isEmpty();
            clock.advance(Duration.ofSeconds(4));
            assertThat(cache.acquireIfItFits(second)).isEmpty();
            clock.advance(Duration.ofSeconds(4));
            assertThat(cache.acquireIfItFits(first)).isEmpty();
            clock.advance(Duration.ofSeconds(2));
            cache.acquireIfItFits(first).orElseThrow().close();
            assertThat(held.context().tenant().id()).isEqualTo(first);
        }
    }

    @Test
    void aWaitForRoomEndsWhenTheKeysAreNotNeededAnyMore() throws Exception {
        TenantKeyCache cache = cache(config(10, 1500), Duration.ofSeconds(30));
        AtomicBoolean gone = new AtomicBoolean();
        AtomicBoolean waits = new AtomicBoolean();
        try (TenantKeyCache.Pin held = cache.acquire(first);
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Optional<TenantKeyCache.Pin>> waiting =
                    callers.submit(() -> cache.acquire(second, Duration.ofMinutes(5), () -> {
                        waits.set(true);
                        return gone.get();
                    }));
            await().untilTrue(waits);
            gone.set(true);
            await().until(() -> {
                cache.wakeWaiting();
                return waiting.isDone();
            });
            assertThat(waiting.get()).isEmpty();
            assertThat(held.context().tenant().id()).isEqualTo(first);
        }
    }

    @Test
    void aLoadThatFailsLeavesItsRoomToOthers() throws Exception {
        TenantKeyCache cache = cache(config(10, 1), Duration.ofMillis(50));
        TenantId broken = tenants.insert(tenant(MALFORMED));
        assertThatThrownBy(() -> cache.acquire(broken)).isInstanceOf(CoprocessorException.class);

        use(cache, first);
        assertThat(cache.inUse()).isEmpty();
    }

    @Test
    void countsWhatKeysTakeInMemoryOnceThatIsKnown() {
        memoryBytes = OptionalLong.of(400);
        TenantKeyCache cache = cache(config(10, 1500));
        TenantKeyCache.Pin one = cache.acquireIfItFits(first).orElseThrow();
        assertThat(bytes()).isEqualTo(400);

        TenantKeyCache.Pin two = cache.acquireIfItFits(second).orElseThrow();
        assertThat(bytes()).as("2020 as stored").isEqualTo(800);
        assertThat(cache.acquireIfItFits(third))
                .as("1010 more while they are loaded")
                .isEmpty();
        one.close();
        two.close();
    }

    private double bytes() {
        return metrics.get("coprocessor_key_cache_bytes").gauge().value();
    }
}
