package org.fhevm.coprocessor.common.tenant;

import static org.fhevm.coprocessor.database.generated.Tables.TENANTS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.id.ChainId;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Three tenants whose keys have 1010 bytes, and caches of them whose clock the tests move. */
abstract class KeyCacheScenario {
    static final byte[] MALFORMED = {0};

    final Database database;
    final TenantRepository tenants;
    final AtomicInteger loads = new AtomicInteger();
    final SettableClock clock = new SettableClock();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    OptionalLong memoryBytes = OptionalLong.empty();
    TenantId first;
    TenantId second;
    TenantId third;

    KeyCacheScenario(Database database) {
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

    TenantKeyCache cache(KeyCacheConfig config) {
        return cache(config, () -> {});
    }

    TenantKeyCache cache(KeyCacheConfig config, Duration maximumWait) {
        return cache(config, maximumWait, () -> {});
    }

    TenantKeyCache cache(KeyCacheConfig config, Runnable whileLoading) {
        return cache(config, Duration.ofSeconds(5), whileLoading);
    }

    TenantKeyCache cache(KeyCacheConfig config, Duration maximumWait, Runnable whileLoading) {
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

    static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyCacheConfig config(int tenants, long bytes) {
        return new KeyCacheConfig(tenants, bytes, Duration.ofMinutes(1));
    }

    static void use(TenantKeyCache cache, TenantId tenant) {
        cache.acquire(tenant).close();
    }

    static NewTenant tenant(byte[] serverKey) {
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

    static final class SettableClock implements MonotonicClock {
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
