package org.fhevm.coprocessor.cli.daemon;

import com.zaxxer.hikari.metrics.micrometer.MicrometerMetricsTrackerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.cli.memory.IdleHeap;
import org.fhevm.coprocessor.cli.status.StatusPages;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.coprocessor.common.audit.AuditLog;
import org.fhevm.coprocessor.common.audit.AuditOutput;
import org.fhevm.coprocessor.common.computation.RecentValues;
import org.fhevm.coprocessor.common.config.MetricsConfig;
import org.fhevm.coprocessor.common.config.TlsConfig;
import org.fhevm.coprocessor.common.config.TracingConfig;
import org.fhevm.coprocessor.common.metrics.ExecutorProgress;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.metrics.ObservabilityServer;
import org.fhevm.coprocessor.common.metrics.ProcessMetrics;
import org.fhevm.coprocessor.common.tenant.EngineTenantLoader;
import org.fhevm.coprocessor.common.tenant.ProofPreparation;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.tenant.TenantLoader;
import org.fhevm.coprocessor.common.tenant.TenantRepository;
import org.fhevm.coprocessor.common.threads.ThreadPriority;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.common.tls.TlsException;
import org.fhevm.coprocessor.common.tls.TlsPort;
import org.fhevm.coprocessor.common.tracing.Tracing;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.server.ServerDaemon;
import org.fhevm.coprocessor.worker.WorkerDaemon;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.coprocessor.worker.keys.KeyPreload;
import org.fhevm.tfhe.executor.BatchSizes;
import org.fhevm.tfhe.executor.BootstrapExecutor;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.executor.KernelWarmUp;
import org.fhevm.tfhe.parameters.ParameterSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A running process: server, worker, or both over one FHE pool and one cache of tenants' keys, with its endpoint for
 * metrics and health.
 *
 * <p>Closing it drains server and worker at the same time and then closes the parts that they use. The endpoint closes
 * last, so that operators can watch the drain.
 */
public final class DaemonProcess implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DaemonProcess.class);

    /**
     * Longest expected round of bootstraps. A round takes seconds, and the queue is too short to delay one by minutes.
     */
    private static final Duration LONGEST_ROUND = Duration.ofMinutes(5);

    private final String version;
    private final MonotonicClock clock = MonotonicClock.system();
    private final Metrics metrics = new Metrics();
    private final Health health = new Health();
    /** Server and worker, which drain first and together. */
    private final List<AutoCloseable> daemons = new ArrayList<>();
    /** The parts that they use, in the order of opening. */
    private final Deque<AutoCloseable> foundations = new ArrayDeque<>();

    private Tracing tracing = Tracing.OFF;
    private @Nullable ServerDaemon server;
    /** Read by the status page's threads. */
    private volatile @Nullable WorkerDaemon worker;

    private @Nullable ObservabilityServer observability;
    private boolean closed;

    private DaemonProcess(String version) {
        this.version = version;
        ProcessMetrics.register(metrics, health, version);
        foundations.push(metrics);
    }

    /**
     * Starts all configured parts. The database may be unreachable: the process waits for it and reports that in its
     * readiness.
     *
     * @param databaseUrl may be missing if the configuration has metrics only
     * @param version the answer of {@code /version}
     * @throws CommandFailure if an address cannot be bound; then nothing is left running
     */
    public static DaemonProcess start(DaemonConfig config, Optional<DatabaseUrl> databaseUrl, String version) {
        DaemonProcess process = new DaemonProcess(version);
        try {
            LOG.info("{} starts; {}", version, config.summary());
            TracingConfig traces = config.tracing();
            if (traces != null) {
                process.trace(traces);
            }
            InetSocketAddress address = config.metrics().address();
            if (address != null) {
                boolean showsStatus = config.metrics().statusPage() && config.needsDatabase();
                process.observe(
                        address,
                        config.metrics(),
                        showsStatus ? process.statusPages(config, databaseUrl.orElseThrow()) : null);
            }
            if (config.needsDatabase()) {
                process.opened(IdleHeap.watch(process.clock));
                process.open(config, databaseUrl.orElseThrow());
            }
            return process;
        } catch (RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** The port of the server, if there is one. */
    public Optional<Integer> serverPort() {
        return Optional.ofNullable(server).map(ServerDaemon::port);
    }

    /** The address of the endpoint for metrics and health, if there is one. */
    public Optional<InetSocketAddress> metricsAddress() {
        return Optional.ofNullable(observability).map(ObservabilityServer::address);
    }

    private void open(DaemonConfig config, DatabaseUrl url) {
        FhePool pool = opened(
                new FhePool(config.fheThreads(), BatchSizes.ofThisMachine(), ThreadPriority.FHE::takeForThisThread));
        FheMetrics.register(pool, metrics.registry());
        ExecutorProgress progress = new ExecutorProgress(pool, clock);
        health.addLiveness("FHE threads", () -> progress.stuckFor(LONGEST_ROUND));
        warmUp();
        DatabaseConfig database = DatabaseConfig.of(url).withMaximumPoolSize(config.poolSize());
        Optional<Database> serverDatabase = config.server().map(part -> database(database, "coprocessor-server"));
        Optional<Database> workerDatabase = config.worker()
                .map(part -> database(database.withSocketTimeout(part.databaseTimeout()), "coprocessor-worker"));
        TenantKeyCache keys = new TenantKeyCache(
                new TenantRepository(serverDatabase.or(() -> workerDatabase).orElseThrow()),
                loader(config, progress),
                config.keyCache(),
                clock,
                metrics.registry());
        RecentValues recent = config.worker()
                .map(part -> work(part, workerDatabase.orElseThrow(), keys))
                .orElse(RecentValues.NONE);
        config.server().ifPresent(part -> serve(part, serverDatabase.orElseThrow(), keys, recent));
    }

    /** Only a server that verifies proofs needs public parameters; they take time and memory. */
    private TenantLoader loader(DaemonConfig config, BootstrapExecutor executor) {
        boolean verifies = config.server()
                .filter(part -> part.config().inputProofs().policy().verifies())
                .isPresent();
        return verifies
                ? new EngineTenantLoader(
                        executor,
                        opened(new ProofPreparation(Runtime.getRuntime().availableProcessors())))
                : new EngineTenantLoader(executor);
    }

    /** Compiles the kernels in parallel with the rest of the start; until then the process is not ready. */
    private void warmUp() {
        Thread warmUp = new Thread(() -> KernelWarmUp.run(ParameterSet.FHEVM_0_6.compute()), "kernel-warm-up");
        warmUp.setDaemon(true);
        health.addReadiness(
                "engine",
                () -> warmUp.isAlive() ? Optional.of("the numeric kernels are being compiled") : Optional.empty());
        warmUp.start();
    }

    private void trace(TracingConfig config) {
        tracing = opened(Tracing.export(config, version, metrics.registry(), clock));
    }

    private StatusPages statusPages(DaemonConfig config, DatabaseUrl url) {
        if (config.metrics().showsStatusToStrangers()) {
            LOG.warn("the status page shows handles and tenants to every host that reaches --metrics-addr, without a"
                    + " certificate (--metrics-tls-client-authorities)");
        }
        return opened(StatusPages.start(
                new StatusPages.Process(
                        version,
                        config.serving() != null,
                        config.working() != null,
                        metrics,
                        health,
                        () -> Optional.ofNullable(worker).map(WorkerDaemon::queueDepth),
                        clock),
                DatabaseConfig.of(url)));
    }

    private void observe(InetSocketAddress address, MetricsConfig config, @Nullable StatusPages pages) {
        try {
            TlsConfig files = config.tls();
            TlsPort tls = files == null
                    ? null
                    : opened(TlsPort.open("metrics", files, TlsPort.Protocol.HTTP_1, metrics.registry()));
            observability = opened(new ObservabilityServer(
                    address,
                    metrics,
                    health,
                    version,
                    ObservabilityServer.Bounds.DEFAULT
                            .withConnections(config.connections())
                            .withConnectionsPerAddress(config.connectionsPerAddress())
                            .withRequestTime(config.requestTime()),
                    tls,
                    pages,
                    config.pageHosts()));
        } catch (TlsException | UncheckedIOException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Database database(DatabaseConfig config, String name) {
        Database database = opened(Database.open(config.withApplicationName(name)));
        database.measurePool(new MicrometerMetricsTrackerFactory(metrics.registry()));
        DatabaseProbe probe = opened(DatabaseProbe.start(database));
        health.addReadiness(name + " database", probe::problem);
        return database;
    }

    /** Starts the worker, and returns where it takes values from the server of this process. */
    private RecentValues work(WorkerConfig config, Database database, TenantKeyCache keys) {
        WorkerDaemon started = new WorkerDaemon(database, keys, config, clock, metrics, health, tracing);
        daemons.add(started);
        started.start();
        worker = started;
        Thread.ofVirtual().name("preload-keys").start(new KeyPreload(database, keys)::run);
        return started.recentValues();
    }

    private void serve(DaemonConfig.Serving part, Database database, TenantKeyCache keys, RecentValues recent) {
        AuditLog audit = part.audit()
                .get()
                .map(output -> opened(auditLog(output, part.auditRequired())))
                .orElse(null);
        try {
            ServerDaemon started = ServerDaemon.start(
                    part.config(),
                    new ServerDaemon.Parts(database, keys, part.signers(), metrics, health, recent, tracing, audit));
            server = started;
            daemons.add(started);
        } catch (TlsException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new CommandFailure("cannot listen on " + part.config().address() + ": " + rootMessage(e), e);
        }
    }

    private AuditLog auditLog(AuditOutput output, boolean required) {
        return required
                ? AuditLog.required(output, metrics.registry(), clock, AuditLog.PATIENCE)
                : new AuditLog(output, metrics.registry(), clock);
    }

    private <T extends AutoCloseable> T opened(T part) {
        foundations.push(part);
        return part;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        List<Thread> drains = daemons.stream()
                .map(daemon -> Thread.ofVirtual().name("drain").start(() -> close(daemon)))
                .toList();
        for (Thread drain : drains) {
            joinUninterrupted(drain);
        }
        foundations.forEach(DaemonProcess::close);
        LOG.info("stopped");
    }

    private static void joinUninterrupted(Thread thread) {
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A part that fails to close does not keep the others open. */
    private static void close(AutoCloseable part) {
        try {
            part.close();
        } catch (Exception e) {
            LOG.error("{} did not close", part.getClass().getSimpleName(), e);
        }
    }
}
