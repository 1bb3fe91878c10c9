package org.fhevm.coprocessor.common.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class TenantKeyCacheTest {
    private static final byte[] MALFORMED = {0};

    private final Database database;
    private final TenantRepository tenants;
    private final AtomicInteger loads = new AtomicInteger();
    private final SettableClock clock = new SettableClock();
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private OptionalLong memoryBytes = OptionalLong.empty();
    private TenantId first;
    private TenantId second;
    private TenantId third;

    TenantKeyCacheTest(Database database) {
        this.database = database;
        this.tenants = new TenantRepository(database);
    }

    @BeforeEach
    void addTenants() throws Exception {
        first = tenants.insert(tenant(new byte[1000]));
        second = tenants.insert(tenant(new byte[1000]));
        third = tenants.insert(tenant(new byte[1000]));
    }

    @AfterEach
    void removeTenants() {
        database.dsl().deleteFrom(TENANTS).execute();
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

    @Test
    void readsLargeKeysPieceByPiece() throws Exception {
        byte[] large = new byte[PiecewiseInputStream.PIECE_BYTES * 2 + 12345];
        new java.util.Random(7).nextBytes(large);
        TenantId tenant = tenants.insert(new NewTenant(
                UUID.randomUUID(),
                new ChainId(1),
                "acl",
                "verifier",
                new StoredKeySet(Map.of(
                        KeyPart.SERVER, KeySource.ofBytes(large), KeyPart.CLIENT, KeySource.ofBytes(new byte[] {4})))));

        byte[] read = tenants.withKeys(tenant, (row, keys) -> {
                    assertThat(keys.size(KeyPart.SERVER)).isEqualTo(large.length);
                    assertThat(keys.size(KeyPart.PUBLIC_PARAMETERS)).isZero();
                    assertThat(keys.open(KeyPart.CLIENT).readAllBytes()).containsExactly(4);
                    try (InputStream key = keys.open(KeyPart.SERVER)) {
                        return key.readAllBytes();
                    }
                })
                .orElseThrow();

        assertThat(read).isEqualTo(large);
    }

    @Test
    void storesKeysThatTakeLongerToArriveThanAStatementMay() throws Exception {
        byte[] key = new byte[1 << 20];
        DatabaseConfig impatient = database.config().withSocketTimeout(Duration.ofSeconds(1));
        KeySource slow = new KeySource() {
            @Override
            public long size() {
                return key.length;
            }

            @Override
            public InputStream open() {
                return new SlowStart(new ByteArrayInputStream(key), () -> awaitTheEndOfAUsualStatement(impatient));
            }
        };
        try (Database open = Database.open(impatient)) {
            TenantId tenant = new TenantRepository(open)
                    .insert(new NewTenant(
                            UUID.randomUUID(),
                            new ChainId(1),
                            "acl",
                            "verifier",
                            // Fills the driver's buffer, so that the statement has begun.
                            new StoredKeySet(Map.of(KeyPart.PUBLIC, KeySource.ofBytes(key), KeyPart.SERVER, slow))));

            assertThat(tenants.find(tenant)).isPresent();
        }
    }

    /** Returns when the server has ended a statement because it took as long as this configuration allows. */
    private void awaitTheEndOfAUsualStatement(DatabaseConfig config) {
        String limit;
        try (Database usual = Database.open(config)) {
            limit = usual.dsl()
                    .fetchSingle("select current_setting('statement_timeout')")
                    .get(0, String.class);
        }
        assertThatThrownBy(() -> database.dsl().transaction(transaction -> {
                    transaction.dsl().execute("set local statement_timeout = '" + limit + "'");
                    transaction.dsl().execute("select pg_sleep(60)");
                }))
                .hasMessageContaining("statement timeout");
    }

    /** A stream whose first byte comes after some event. */
    private static final class SlowStart extends FilterInputStream {
        private final Runnable awaitEvent;
        private boolean started;

        private SlowStart(InputStream stream, Runnable awaitEvent) {
            super(stream);
            this.awaitEvent = awaitEvent;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            if (!started) {
                started = true;
                awaitEvent.run();
            }
            return super.read(target, offset, length);
        }
    }

    @Test
    void findsATenantByItsApiKeyAlone() throws Exception {
        UUID apiKey = UUID.randomUUID();
        NewTenant added = new NewTenant(apiKey, new ChainId(4_000_000_000L), "0xACL", "0xVER", StoredKeySet.empty());
        TenantId id = tenants.insert(added);

        TenantRecord found = tenants.findByApiKey(apiKey).orElseThrow();

        assertThat(found.id()).isEqualTo(id);
        assertThat(found.chainId()).isEqualTo(new ChainId(4_000_000_000L));
        assertThat(found.aclContractAddress()).isEqualTo("0xACL");
        assertThat(found.verifyingContractAddress()).isEqualTo("0xVER");
        assertThat(tenants.findByApiKey(UUID.randomUUID())).isEmpty();
        assertThat(added.toString()).doesNotContain(apiKey.toString());
    }

    @Test
    void doesNotRepeatAnApiKeyThatIsTaken() throws Exception {
        NewTenant tenant = tenant(new byte[10]);
        tenants.insert(tenant);

        assertThatThrownBy(() -> tenants.insert(tenant))
                .hasMessageContaining("tenants_by_api_key")
                .satisfies(e -> {
                    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                        assertThat(cause.toString())
                                .doesNotContain(tenant.apiKey().toString());
                    }
                });
    }

    private TenantKeyCache cache(KeyCacheConfig config) {
        return cache(config, () -> {});
    }

    private TenantKeyCache cache(KeyCacheConfig config, Duration maximumWait) {
        return cache(config, maximumWait, () -> {});
    }

    private TenantKeyCache cache(KeyCacheConfig config, Runnable whileLoading) {
        return cache(config, Duration.ofSeconds(5), whileLoading);
    }

    private TenantKeyCache cache(KeyCacheConfig config, Duration maximumWait, Runnable whileLoading) {
        return new TenantKeyCache(
                tenants,
                (row, keys) -> {
                    byte[] key = keys.open(KeyPart.SERVER).readAllBytes();
                    if (key.length == MALFORMED.length) {
                        throw new MalformedInputException("not a key", 0);
                    }
                    loads.incrementAndGet();
                    whileLoading.run();
                    long stored = key.length + keys.size(KeyPart.PUBLIC);
                    return new TenantContext(
                            row,
                            new NoEvaluator(),
                            ParameterSet.FHEVM_0_6.compactKey(),
                            512,
                            null,
                            memoryBytes.orElse(stored));
                },
                config,
                clock,
                maximumWait,
                metrics);
    }

    private double bytes() {
        return metrics.get("coprocessor_key_cache_bytes").gauge().value();
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyCacheConfig config(int tenants, long bytes) {
        return new KeyCacheConfig(tenants, bytes, Duration.ofMinutes(1));
    }

    private static void use(TenantKeyCache cache, TenantId tenant) {
        cache.acquire(tenant).close();
    }

    private static ChainId chainOf(TenantKeyCache cache, TenantId tenant) {
        try (TenantKeyCache.Pin pin = cache.acquire(tenant)) {
            return pin.context().tenant().chainId();
        }
    }

    private static NewTenant tenant(byte[] serverKey) {
        return new NewTenant(
                UUID.randomUUID(),
                new ChainId(12345),
                "0x339EcE85B9E11a3A3AA557582784a15d7F82AAf2",
                "0x69dE3158643e738a0724418b21a35FAA20CBb1c5",
                new StoredKeySet(Map.of(
                        KeyPart.PUBLIC,
                        KeySource.ofBytes(new byte[10]),
                        KeyPart.SERVER,
                        KeySource.ofBytes(serverKey))));
    }

    private static final class SettableClock implements MonotonicClock {
        private volatile Duration now = Duration.ofDays(1);

        void advance(Duration duration) {
            now = now.plus(duration);
        }

        @Override
        public Duration now() {
            return now;
        }
    }
}
