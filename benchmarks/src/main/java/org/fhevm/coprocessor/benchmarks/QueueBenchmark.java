package org.fhevm.coprocessor.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.TenantContext;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.embedded.EmbeddedPostgres;
import org.fhevm.coprocessor.worker.WorkerDaemon;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.parameters.ParameterSet;

/**
 * Measures the queue: how many computations per second a worker claims, reads, writes and completes if computing takes
 * no time; the time of a claim with few and with many rows pending; the time until an idle worker starts an inserted
 * computation. On an embedded PostgreSQL, which waits for its disk at every commit.
 */
public final class QueueBenchmark {
    private static final int BATCH = 100;
    private static final int SMALL_BACKLOG = 1_000;
    private static final int CLAIMS = 9;
    private static final int ROUNDS = 25;
    private static final int WAKE_UPS = 500;

    private final Database database;
    private final FilledQueue queue;

    private QueueBenchmark(Database database) {
        this.database = database;
        this.queue = new FilledQueue(database);
    }

    /** @param arguments the large backlog; a million if it is not given */
    public static void main(String... arguments) throws Exception {
        int largeBacklog = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        Path folder = Files.createTempDirectory("queue-benchmark");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, EmbeddedPostgres.Data.DISCARDED);
                Database database = Database.open(DatabaseConfig.of(postgres.url("postgres")))) {
            database.migrations().apply();
            QueueBenchmark benchmark = new QueueBenchmark(database);
            benchmark.queue.addTenants();
            benchmark.measureThroughput(60_000, postmaster(folder));
            benchmark.measureLatency();
            measureClaims(postgres, largeBacklog);
        }
        Files.deleteIfExists(folder.resolve("lock"));
        Files.deleteIfExists(folder);
    }

    private static ProcessHandle postmaster(Path folder) throws IOException {
        String pid = Files.readAllLines(folder.resolve("data/postmaster.pid")).getFirst();
        return ProcessHandle.of(Long.parseLong(pid.strip())).orElseThrow();
    }

    private void measureThroughput(int computations, ProcessHandle postmaster) throws Exception {
        for (int run = 1; run <= 3; run++) {
            queue.fill(computations);
            try (Metrics metrics = new Metrics()) {
                ProcessorTime time = ProcessorTime.now(postmaster);
                long began = System.nanoTime();
                try (WorkerDaemon worker = worker(new NoEngine(() -> {}), metrics)) {
                    worker.start();
                    while (metrics.value(LegacyCounter.WORK_ITEMS_PROCESSED) < computations) {
                        Thread.sleep(1);
                    }
                    double seconds = (System.nanoTime() - began) / 1e9;
                    print(
                            "throughput, run %d: %,.0f computations per second (%,d in %.1f s; processor time: %s)",
                            run, computations / seconds, computations, seconds, time.sinceThen());
                }
            }
            if (queue.pending() > 0) {
                throw new IllegalStateException("computations are left: " + queue.pending());
            }
        }
    }

    private void measureLatency() throws Exception {
        queue.fill(0);
        SynchronousQueue<Long> starts = new SynchronousQueue<>();
        NoEngine engine = new NoEngine(() -> starts.offer(System.nanoTime()));
        long[] nanos = new long[WAKE_UPS];
        try (Metrics metrics = new Metrics();
                WorkerDaemon worker = worker(engine, metrics)) {
            worker.start();
            for (int i = -50; i < WAKE_UPS; i++) {
                Thread.sleep(10);
                long began = System.nanoTime();
                submit(i);
                Long started = starts.poll(5, TimeUnit.SECONDS);
                if (started == null) {
                    throw new IllegalStateException("not started: " + i);
                }
                if (i >= 0) {
                    nanos[i] = started - began;
                }
            }
        }
        Arrays.sort(nanos);
        print(
                "insert to start, idle: median %.1f ms, p99 %.1f ms, longest %.1f ms",
                millis(nanos[WAKE_UPS / 2]), millis(nanos[WAKE_UPS * 99 / 100]), millis(nanos[WAKE_UPS - 1]));
    }

    /** Inserts and announces in one transaction, as the server does. */
    private void submit(int number) {
        Handle output = Handle.of(("latency " + number).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        Operand input = new Operand.Encrypted(FilledQueue.INPUT);
        TypedComputation computation =
                new TypedComputation(new Computation(output, FheOperation.ADD, List.of(input, input)), FheType.UINT64);
        new Transactions(database).run(transaction -> {
            ComputationRepository repository = new ComputationRepository(transaction);
            repository.insert(new TenantId(1), List.of(computation));
            repository.announceWork();
        });
    }

    /** Claims alternately from two queues on the same server, so that both meet the same disturbances. */
    private static void measureClaims(EmbeddedPostgres postgres, int largeBacklog) throws Exception {
        try (ClaimSubject few = new ClaimSubject(postgres, "few", SMALL_BACKLOG);
                ClaimSubject many = new ClaimSubject(postgres, "many", largeBacklog)) {
            for (int round = 0; round < ROUNDS; round++) {
                few.refill();
                for (int claim = 0; claim < CLAIMS; claim++) {
                    few.claimAndComplete(BATCH);
                    many.claimAndComplete(BATCH);
                }
            }
            for (ClaimSubject subject : List.of(few, many)) {
                print(
                        "claim of %d, %,d pending: fastest %.2f ms, median %.2f ms",
                        BATCH, subject.backlog(), millis(subject.fastest()), millis(subject.median()));
            }
            print(
                    "ratio: fastest %.2f, median %.2f",
                    many.fastest() / (double) few.fastest(), many.median() / (double) few.median());
        }
    }

    private WorkerDaemon worker(NoEngine engine, Metrics metrics) {
        TenantKeyCache keys = new TenantKeyCache(
                new TenantRepository(database),
                (tenant, tenantKeys) ->
                        new TenantContext(tenant, engine, ParameterSet.FHEVM_0_6.compactKey(), 512, null, 0),
                KeyCacheConfig.defaults(),
                MonotonicClock.system(),
                metrics.registry());
        WorkerConfig config = WorkerConfig.defaults().withBatchSize(BATCH).withFheThreads(2);
        return new WorkerDaemon(database, keys, config, MonotonicClock.system(), metrics, new Health());
    }

    private static double millis(long nanos) {
        return nanos / 1e6;
    }

    private static void print(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
