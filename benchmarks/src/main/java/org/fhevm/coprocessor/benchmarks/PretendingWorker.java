package org.fhevm.coprocessor.benchmarks;

import java.io.OutputStream;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.worker.WorkerDaemon;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.tfhe.parameters.ParameterSet;

/** A worker process that claims and completes like the real one and computes nothing; for loads on the database. */
public final class PretendingWorker {
    private static final int BATCH = 100;

    private PretendingWorker() {}

    /** Runs until its standard input ends, so that it does not outlive the program that started it. */
    public static void main(String... arguments) throws Exception {
        DatabaseUrl url = DatabaseUrl.parse(System.getenv("DATABASE_URL"));
        try (Database database = Database.open(DatabaseConfig.of(url));
                Metrics metrics = new Metrics()) {
            NoEngine engine = new NoEngine(() -> {});
            TenantKeyCache keys = new TenantKeyCache(
                    new TenantRepository(database),
                    (tenant, tenantKeys) ->
                            new TenantContext(tenant, engine, ParameterSet.FHEVM_0_6.compactKey(), 512, null, 0),
                    KeyCacheConfig.defaults(),
                    MonotonicClock.system(),
                    metrics.registry());
            WorkerConfig config = WorkerConfig.defaults().withBatchSize(BATCH).withFheThreads(1);
            try (WorkerDaemon worker =
                    new WorkerDaemon(database, keys, config, MonotonicClock.system(), metrics, new Health())) {
                worker.start();
                System.in.transferTo(OutputStream.nullOutputStream());
            }
        }
    }
}
