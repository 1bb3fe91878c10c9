package org.fhevm.coprocessor.worker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.tenant.KeyPart;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.common.tracing.Tracing;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.TestRole;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.fhevm.tfhe.serialization.MalformedInputException;

/** Workers that compute in clear, on one database. An empty server key counts as unreadable. */
final class TestWorkers implements AutoCloseable {
    /** The database of the tests, with the rights of a worker. */
    private final Database database;

    private final List<WorkerDaemon> workers = new ArrayList<>();
    private final List<TenantKeyCache> caches = new ArrayList<>();
    private final List<Metrics> metrics = new ArrayList<>();

    /** The evaluator of the workers that are started next. */
    FheEvaluator evaluator = new ClearEvaluator();

    KeyCacheConfig keyCache = KeyCacheConfig.defaults();
    Consumer<TenantId> whileLoading = tenant -> {};
    MonotonicClock clock = MonotonicClock.system();
    Tracing tracing = Tracing.OFF;
    final Health health = new Health();

    TestWorkers(Database database) {
        this.database = TestRole.WORKER.open(database);
    }

    static WorkerConfig config() {
        return WorkerConfig.defaults()
                .withPollingInterval(Duration.ofMillis(50))
                .withFheThreads(2)
                .withDrainTime(Duration.ofSeconds(5));
    }

    WorkerDaemon start(WorkerConfig config) {
        Metrics own = new Metrics();
        metrics.add(own);
        FheEvaluator used = evaluator;
        TenantKeyCache keys = new TenantKeyCache(
                new TenantRepository(database),
                (tenant, tenantKeys) -> {
                    long keyBytes = tenantKeys.size(KeyPart.SERVER);
                    if (keyBytes == 0) {
                        throw new MalformedInputException("not a key", 0);
                    }
                    whileLoading.accept(tenant.id());
                    return new TenantContext(tenant, used, ParameterSet.FHEVM_0_6.compactKey(), 512, null, keyBytes);
                },
                keyCache,
                clock,
                own.registry());
        caches.add(keys);
        WorkerDaemon worker = new WorkerDaemon(database, keys, config, clock, own, health, tracing);
        workers.add(worker);
        worker.start();
        return worker;
    }

    /** Tenants whose keys are in use, or being loaded for use, by any worker. */
    int tenantsInUse() {
        return caches.stream().mapToInt(cache -> cache.inUse().size()).sum();
    }

    /** The sum over all workers. */
    long count(LegacyCounter counter) {
        return metrics.stream().mapToLong(own -> own.value(counter)).sum();
    }

    /** Metrics of the worker started first. */
    String scrape() {
        return metrics.getFirst().scrape();
    }

    @Override
    public void close() {
        workers.forEach(WorkerDaemon::close);
        metrics.forEach(Metrics::close);
        database.close();
    }
}
