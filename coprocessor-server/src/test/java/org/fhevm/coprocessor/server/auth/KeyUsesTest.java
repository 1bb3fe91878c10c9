package org.fhevm.coprocessor.server.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.fhevm.coprocessor.common.access.Credential;
import org.fhevm.coprocessor.common.access.Grant;
import org.fhevm.coprocessor.common.access.KeyUse;
import org.fhevm.coprocessor.common.access.Rights;
import org.fhevm.coprocessor.common.id.TenantId;
import org.junit.jupiter.api.Test;

class KeyUsesTest {
    private static final TenantId TENANT = new TenantId(7);
    private static final Instant START = Instant.parse("2027-01-01T00:00:00Z");

    private volatile Instant now = START;
    private final Queue<List<KeyUse>> statements = new ConcurrentLinkedQueue<>();
    private final Queue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

    private KeyUses uses() {
        return uses(recorded -> {});
    }

    /** @param before runs before each statement */
    private KeyUses uses(java.util.function.Consumer<Collection<KeyUse>> before) {
        return new KeyUses(
                recorded -> {
                    before.accept(recorded);
                    statements.add(List.copyOf(recorded));
                },
                failures::add,
                () -> now);
    }

    private static Grant key(String name) {
        return new Grant(TENANT, new Credential.NamedKey(name), Rights.ALL, null);
    }

    private static KeyUse use(String name, Instant at) {
        return new KeyUse(TENANT, name, at);
    }

    @Test
    void aKeyInUseIsRecordedOnceAMinute() {
        try (KeyUses uses = uses()) {
            uses.used(key("a"));
            await().untilAsserted(() -> assertThat(statements).containsExactly(List.of(use("a", START))));
            now = START.plusSeconds(59);
            uses.used(key("a"));
            uses.used(key("b"));
            await().untilAsserted(() ->
                    assertThat(statements).containsExactly(List.of(use("a", START)), List.of(use("b", now))));
            now = START.plusSeconds(61);
            uses.used(key("a"));
            await().untilAsserted(() -> assertThat(statements).contains(List.of(use("a", now))));
            assertThat(statements).hasSize(3);
        }
    }

    @Test
    void aKeyThatIsNotUsedIsForgotten() {
        try (KeyUses uses = uses()) {
            uses.used(key("a"));
            await().until(() -> !statements.isEmpty());
            now = START.plus(KeyUses.PERIOD).plusMillis(1);
            await().untilAsserted(() -> assertThat(uses.keys()).isZero());
            assertThat(statements).hasSize(1);
        }
    }

    @Test
    void noCallerWaitsForTheDatabaseAndKeysAreBounded() {
        CountDownLatch gate = new CountDownLatch(1);
        try (KeyUses uses = uses(recorded -> awaitUninterrupted(gate))) {
            for (int key = 0; key < KeyUses.MAXIMUM_KEYS + 5; key++) {
                uses.used(key("key" + key));
            }
            assertThat(uses.keys()).isEqualTo(KeyUses.MAXIMUM_KEYS);
            assertThat(statements).isEmpty();
            gate.countDown();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    statements.stream().mapToInt(List::size).sum())
                            .isEqualTo(KeyUses.MAXIMUM_KEYS));
        }
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailureIsReportedOnceAndDoesNotReachCallers() {
        IllegalStateException away = new IllegalStateException("away");
        try (KeyUses uses = uses(recorded -> {
            throw away;
        })) {
            uses.used(key("a"));
            await().untilAsserted(() -> assertThat(failures).containsExactly(away));
            uses.used(key("b"));
            assertThat(failures).containsExactly(away);
        }
    }

    @Test
    void theReferencesKeyHasNoRecord() {
        try (KeyUses uses = uses()) {
            uses.used(Grant.ofColumnKey(TENANT));
            assertThat(uses.keys()).isZero();
        }
    }
}
