package org.fhevm.coprocessor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.fhevm.coprocessor.common.access.ApiKeyDigest;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;
import org.fhevm.coprocessor.common.access.Right;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AuthenticatorTest {

    private static final UUID KEY = new UUID(1, 2);
    private static final TenantId TENANT = new TenantId(7);

    private final Map<UUID, Grant> table = new ConcurrentHashMap<>(Map.of(KEY, Grant.ofColumnKey(TENANT)));
    private final Map<String, Grant> certificates = new ConcurrentHashMap<>();
    private final AtomicInteger nameStatements = new AtomicInteger();
    private final Queue<KeyUse> uses = new ConcurrentLinkedQueue<>();
    private final AtomicInteger statements = new AtomicInteger();
    private final AtomicInteger atOnce = new AtomicInteger();
    private final AtomicInteger mostAtOnce = new AtomicInteger();
    private final AtomicInteger largestBatch = new AtomicInteger();
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private volatile Instant now = Instant.parse("2027-01-01T00:00:00Z");
    private Authenticator authenticator = with(this::read, AuthenticationSettings.DEFAULT);

    private Map<ApiKeyDigest, Grant> read(Collection<ApiKeyDigest> keys) {
        statements.incrementAndGet();
        mostAtOnce.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
        largestBatch.accumulateAndGet(keys.size(), Math::max);
        try {
            gate.await();
            Map<ApiKeyDigest, Grant> found = new HashMap<>();
            table.forEach((key, grant) -> found.put(ApiKeyDigest.of(key), grant));
            found.keySet().retainAll(keys);
            return found;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            atOnce.decrementAndGet();
        }
    }

    private Authenticator with(
            Function<Collection<ApiKeyDigest>, Map<ApiKeyDigest, Grant>> read, AuthenticationSettings settings) {
        AccessSource source = new AccessSource() {
            @Override
            public Map<ApiKeyDigest, Grant> keyGrants(Collection<ApiKeyDigest> keys) {
                return read.apply(keys);
            }

            @Override
            public Map<String, Grant> certificateGrants(Collection<String> names) {
                nameStatements.incrementAndGet();
                Map<String, Grant> found = new HashMap<>(certificates);
                found.keySet().retainAll(names);
                return found;
            }

            @Override
            public void recordUses(Collection<KeyUse> recorded) {
                uses.addAll(recorded);
            }
        };
        return new Authenticator(source, failure -> {}, () -> now, settings);
    }

    private void withSettings(AuthenticationSettings settings) {
        authenticator.close();
        authenticator = with(this::read, settings);
    }

    @AfterEach
    void close() {
        gate.countDown();
        authenticator.close();
    }

    private static Optional<String> key(UUID uuid) {
        return Optional.of("bearer " + uuid);
    }

    private Grant authenticate(Optional<String> authorization, String... names) {
        return authenticator.authenticate(authorization, new TreeSet<>(List.of(names)));
    }

    private static Grant certificate(TenantId tenant, String name, Right... rights) {
        return new Grant(tenant, new Credential.Certificate(name), Rights.of(rights), null);
    }

    private TenantId authenticate(UUID uuid) {
        return authenticate(key(uuid)).tenant();
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
        table.put(KEY, Grant.ofColumnKey(new TenantId(8)));
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(authenticate(KEY)).isEqualTo(new TenantId(8)));
    }

    @Test
    void aNewKeyIsKnownAtOnce() {
        UUID added = new UUID(3, 4);
        assertUnknown(() -> authenticate(added));
        table.put(added, Grant.ofColumnKey(new TenantId(9)));
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
        table.put(added, Grant.ofColumnKey(new TenantId(10)));
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
            table.put(key, Grant.ofColumnKey(new TenantId(tenant)));
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
        authenticator = with(
                keys -> {
                    if (failures.getAndDecrement() > 0) {
                        throw new IllegalStateException("away");
                    }
                    return read(keys);
                },
                AuthenticationSettings.DEFAULT);
        assertThatThrownBy(() -> authenticate(KEY)).hasMessage("away");
        assertThat(authenticate(KEY)).isEqualTo(TENANT);
    }

    @Test
    void aKeyEndsAtItsTimeAlthoughItIsCached() {
        Instant end = now.plusSeconds(60);
        table.put(KEY, new Grant(TENANT, new Credential.NamedKey("gateway"), Rights.of(Right.READ), end));
        now = end.minusNanos(1);
        assertThat(authenticate(key(KEY)).rights()).isEqualTo(Rights.of(Right.READ));
        now = end;
        assertUnknown(() -> authenticate(KEY));
        assertThat(authenticator.knownKeys())
                .as("an expired key costs no statements")
                .isEqualTo(1);
    }

    @Test
    void changedRightsHoldWithinASecond() {
        Credential name = new Credential.NamedKey("gateway");
        table.put(KEY, new Grant(TENANT, name, Rights.ALL, null));
        authenticate(KEY);
        Grant narrowed = new Grant(TENANT, name, Rights.of(Right.READ), null);
        table.put(KEY, narrowed);
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertThat(authenticate(key(KEY))).isEqualTo(narrowed));
    }

    @Test
    void theUseOfANamedKeyIsRecorded() {
        table.put(KEY, new Grant(TENANT, new Credential.NamedKey("gateway"), Rights.ALL, null));
        authenticate(KEY);
        await().untilAsserted(() -> assertThat(uses).containsExactly(new KeyUse(TENANT, "gateway", now)));
    }

    @Test
    void aGrantedCertificateStandsForAKey() {
        certificates.put("geth", certificate(TENANT, "geth", Right.SCHEDULE));
        assertThat(authenticate(Optional.empty(), "geth")).isEqualTo(certificates.get("geth"));
        assertThat(authenticate(Optional.empty(), "another", "geth")).isEqualTo(certificates.get("geth"));
        assertUnknown(() -> authenticate(Optional.empty(), "another"));
        assertUnknown(() -> authenticate(Optional.empty()));
    }

    @Test
    void aKeyAndACertificateMustBeOfOneTenantAndBothMustAllowTheCall() {
        certificates.put("geth", certificate(TENANT, "geth", Right.SCHEDULE, Right.READ));
        certificates.put("stranger", certificate(new TenantId(8), "stranger", Right.READ));
        table.put(KEY, new Grant(TENANT, new Credential.NamedKey("a"), Rights.of(Right.READ, Right.UPLOAD), null));

        Grant both = authenticate(key(KEY), "geth");
        assertThat(both.rights()).isEqualTo(Rights.of(Right.READ));
        assertThat(both.credential()).isEqualTo(new Credential.NamedKey("a"));
        assertThat(authenticate(key(KEY), "another").rights()).isEqualTo(Rights.of(Right.READ, Right.UPLOAD));
        assertUnknown(() -> authenticate(key(KEY), "stranger"));
    }

    @Test
    void aCertificateDoesNotMakeUpForABadKey() {
        certificates.put("geth", certificate(TENANT, "geth", Right.SCHEDULE));
        assertUnknown(() -> authenticate(key(new UUID(3, 4)), "geth"));
        assertUnknown(() -> authenticate(Optional.of(""), "geth"));
        assertUnknown(() -> authenticate(Optional.of("bearer nothing"), "geth"));
    }

    @Test
    void theNamesOfOneCertificateAddTheirRightsWithinOneTenant() {
        certificates.put("a", certificate(TENANT, "a", Right.SCHEDULE));
        certificates.put("b", certificate(TENANT, "b", Right.READ));
        certificates.put("c", certificate(new TenantId(8), "c", Right.READ));
        assertThat(authenticate(Optional.empty(), "a", "b").rights()).isEqualTo(Rights.of(Right.SCHEDULE, Right.READ));
        assertUnknown(() -> authenticate(Optional.empty(), "a", "c"));
        assertUnknown(() -> authenticate(Optional.empty(), "c", "a"));
    }

    @Test
    void aNameWithoutGrantCostsNoStatementForEachCallAndANewGrantHoldsWithinASecond() {
        for (int call = 0; call < 1000; call++) {
            authenticate(key(KEY), "geth");
        }
        assertThat(nameStatements).hasValueLessThan(10);
        certificates.put("geth", certificate(TENANT, "geth", Right.SCHEDULE));
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .ignoreExceptionsInstanceOf(CoprocessorException.class)
                .untilAsserted(
                        () -> assertThat(authenticate(Optional.empty(), "geth")).isEqualTo(certificates.get("geth")));
        certificates.clear();
        await().atMost(Duration.ofSeconds(1))
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(() -> assertUnknown(() -> authenticate(Optional.empty(), "geth")));
    }

    private static void assertUnknown(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CoprocessorException.class,
                        e -> assertThat(e.error()).isEqualTo(new CoprocessorError.UnknownApiKey()));
    }
}
