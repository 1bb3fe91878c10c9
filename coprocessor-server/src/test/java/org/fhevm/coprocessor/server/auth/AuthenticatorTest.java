package org.fhevm.coprocessor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {

    private static final UUID KEY = new UUID(1, 2);
    private static final TenantId TENANT = new TenantId(7);

    private final Map<UUID, TenantId> table = new ConcurrentHashMap<>(Map.of(KEY, TENANT));
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger largestBatch = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private Authenticator authenticator = new Authenticator(this::read);

    private Map<UUID, TenantId> read(Collection<UUID> keys) {
        statements.incrementAndGet();
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        largestBatch.accumulateAndGet(keys.size(), Math::max);
        try {
            gate.await();
            Map<UUID, TenantId> found = new HashMap<>(table);
            found.keySet().retainAll(keys);
            return found;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private void withSettings(AuthenticationSettings settings) {
        authenticator.close();
        authenticator = new Authenticator(this::read, settings);
    }

    @AfterEach
    void close() {
        gate.countDown();
        authenticator.close();
    }

    private static Optional<ApiKey> key(UUID uuid) {
        return ApiKey.fromAuthorization("bearer " + uuid);
    }

    private TenantId authenticate(UUID uuid) {
        return authenticator.authenticate(key(uuid));
    }

    @Test
    void aKeyInUseDoesNotCostAStatementForEachCall() {
        long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
        int calls = 0;
        for (; System.nanoTime() < end; calls++) {
            assertThat(authenticate(KEY)).isEqualTo(TENANT);
        }
        assertThat(calls).isGreaterThan(10_000);
        assertThat(statements).hasValueLessThan(10);
    }

    @Test
    void aRevokedKeyIsRefusedWithinASecond() {
        authenticate(KEY);
        table.remove(KEY);
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertUnknown(() -> authenticate(KEY)));
        assertThat(authenticator.knownKeys()).isZero();
    }

    @Test
    void aKeyThatBelongsToAnotherTenantNowIsThatTenants() {
        authenticate(KEY);
        table.put(KEY, new TenantId(8));
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(authenticate(KEY)).isEqualTo(new TenantId(8)));
    }

    @Test
    void aNewKeyIsKnownAtOnce() {
        UUID added = new UUID(3, 4);
        assertUnknown(() -> authenticate(added));
        table.put(added, new TenantId(9));
        assertThat(authenticate(added)).isEqualTo(new TenantId(9));
    }

    @Test
    void callsWithTheSameKeyWaitForOneLookup() throws Exception {
        gate = new CountDownLatch(1);
        int callers = 100;
        CyclicBarrier start = new CyclicBarrier(callers);
        List<CompletableFuture<TenantId>> calls = new ArrayList<>();
        for (int caller = 0; caller < callers; caller++) {
            calls.add(CompletableFuture.supplyAsync(
                    () -> {
                        arrive(start);
                        return authenticate(KEY);
                    },
                    Thread::startVirtualThread));
        }
        await().until(() -> statements.get() == 1);
        gate.countDown();
        for (CompletableFuture<TenantId> call : calls) {
            assertThat(call.get()).isEqualTo(TENANT);
        }
        assertThat(statements).as("those that came late make a second").hasValueLessThanOrEqualTo(3);
    }

    private static void arrive(CyclicBarrier barrier) {
        try {
            barrier.await();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void strangersCostOneConnectionAndKeepNoTenantOut() throws Exception {
        authenticate(KEY);
        CountDownLatch end = new CountDownLatch(1);
        List<CompletableFuture<Void>> strangers = new ArrayList<>();
        for (int stranger = 0; stranger < 500; stranger++) {
            strangers.add(CompletableFuture.runAsync(
                    () -> {
                        while (end.getCount() > 0) {
                            assertUnknown(() -> authenticate(UUID.randomUUID()));
                        }
                    },
                    Thread::startVirtualThread));
        }
        UUID added = new UUID(5, 6);
        table.put(added, new TenantId(10));
        for (int call = 0; call < 100; call++) {
            assertThat(authenticate(KEY)).isEqualTo(TENANT);
            assertThat(authenticate(added)).isEqualTo(new TenantId(10));
        }
        end.countDown();
        for (CompletableFuture<Void> stranger : strangers) {
            stranger.get();
        }
        assertThat(mostAtOnce).hasValue(1);
        assertThat(largestBatch).hasValueLessThanOrEqualTo(AuthenticationSettings.DEFAULT.batchSize());
        assertThat(authenticator.knownKeys()).as("nothing is kept of them").isEqualTo(2);
    }

    @Test
    void asManyCallsWaitAsMayWait() {
        withSettings(new AuthenticationSettings(
                Duration.ofMillis(900), Duration.ofMinutes(1), 10, 2, 1, Duration.ZERO, Duration.ofSeconds(5)));
        gate = new CountDownLatch(1);
        List<CompletableFuture<TenantId>> waiting = new ArrayList<>();
        for (int call = 0; call < 2; call++) {
            UUID stranger = new UUID(call, 99);
            waiting.add(CompletableFuture.supplyAsync(() -> authenticate(stranger), Thread::startVirtualThread));
        }
        await().untilAsserted(() -> assertThatThrownBy(() -> authenticate(KEY))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.ApiKeysUnavailable())));
        gate.countDown();
        await().untilAsserted(() -> assertThat(authenticate(KEY)).isEqualTo(TENANT));
    }

    @Test
    void aCallDoesNotWaitForeverForItsKey() {
        withSettings(new AuthenticationSettings(
                Duration.ofMillis(900), Duration.ofMinutes(1), 10, 2, 1, Duration.ZERO, Duration.ofMillis(50)));
        gate = new CountDownLatch(1);
        assertThatThrownBy(() -> authenticate(KEY))
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.ApiKeysUnavailable()));
    }

    @Test
    void noMoreKeysAreRememberedThanMayBe() {
        withSettings(new AuthenticationSettings(
                Duration.ofMillis(900), Duration.ofMinutes(1), 10, 100, 10, Duration.ZERO, Duration.ofSeconds(5)));
        for (int tenant = 1; tenant <= 50; tenant++) {
            UUID key = new UUID(tenant, tenant);
            table.put(key, new TenantId(tenant));
            assertThat(authenticate(key)).isEqualTo(new TenantId(tenant));
            assertThat(authenticator.knownKeys()).isLessThanOrEqualTo(10);
        }
    }

    @Test
    void keysThatNoCallBringsAreForgotten() {
        withSettings(new AuthenticationSettings(
                Duration.ofMillis(100), Duration.ofMillis(200), 10, 100, 10, Duration.ZERO, Duration.ofSeconds(5)));
        authenticate(KEY);
        await().untilAsserted(() -> assertThat(authenticator.knownKeys()).isZero());
    }

    @Test
    void aFailureOfTheDatabaseIsThatCallsOwnAndPasses() {
        AtomicInteger failures = new AtomicInteger(1);
        authenticator.close();
        authenticator = new Authenticator(keys -> {
            if (failures.getAndDecrement() > 0) {
                throw new IllegalStateException("away");
            }
            return read(keys);
        });
        assertThatThrownBy(() -> authenticate(KEY)).hasMessage("away");
        assertThat(authenticate(KEY)).isEqualTo(TENANT);
    }

    private static void assertUnknown(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.UnknownApiKey()));
    }
}
