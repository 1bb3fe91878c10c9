package org.fhevm.coprocessor.worker;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.fhevm.coprocessor.common.computation.RecentValues;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.CiphertextRepository;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.tenant.TenantKeyCache;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.common.tracing.Tracing;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.background.BackgroundLoop;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.blocked.BlockedMarks;
import org.fhevm.coprocessor.worker.blocked.BlockedScan;
import org.fhevm.coprocessor.worker.blocked.Unblocker;
import org.fhevm.coprocessor.worker.claim.Claimer;
import org.fhevm.coprocessor.worker.claim.QueueDepth;
import org.fhevm.coprocessor.worker.complete.Completer;
import org.fhevm.coprocessor.worker.complete.Outcome;
import org.fhevm.coprocessor.worker.complete.OutcomeWriter;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.execute.GraphExecutor;
import org.fhevm.coprocessor.worker.execute.InFlightLimits;
import org.fhevm.coprocessor.worker.execute.ValueCache;
import org.fhevm.coprocessor.worker.keys.TenantAvailability;
import org.fhevm.coprocessor.worker.lease.Heartbeat;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.coprocessor.worker.observe.QueueGauges;
import org.fhevm.coprocessor.worker.poll.WorkListener;
import org.fhevm.coprocessor.worker.poll.WorkSignal;
import org.fhevm.coprocessor.worker.queue.TraceContexts;
import org.fhevm.coprocessor.worker.trace.ComputationTraces;
import org.fhevm.coprocessor.worker.trace.RecordedTraces;
import org.fhevm.tfhe.executor.FhePool;
import org.jooq.exception.DataAccessException;

/**
 * A worker. It starts at once, whether or not its database can be reached, and continues until it is closed. Closing
 * drains it: it claims no more, releases computations that have not begun, and finishes the others within the
 * configured time.
 */
public final class WorkerDaemon implements AutoCloseable {
    /**
     * Computations that can run, or do, for each FHE thread while one tenant is alone; with fewer, the worker claims
     * more. This many share a pass over a key, which keeps a thread busy for much longer than a claim takes. Other
     * workers can claim the rest.
     */
    private static final int COMPUTABLE_PER_THREAD = FhePool.USUAL_BATCH;

    /** Every statement has a time limit, and so has a turn of a loop, which runs a few statements. */
    private static final Duration LONGEST_TURN = Duration.ofMinutes(2);

    private static final Duration LONGEST_COMPUTATION = Duration.ofMinutes(30);

    private final WorkerConfig config;
    private final String name;
    private final WorkerEvents events;
    /** A connection of its own, so that leases are renewed even while all others are busy. */
    private final Database sessionDatabase;

    private final WorkerSession session;
    private final Heartbeat heartbeat;
    private final WorkListener listener;
    private final Unblocker unblocker;
    private final Completer completer;
    private final ValueCache values;
    private final ComputationTraces traces;
    private final GraphExecutor executor;
    private final ClaimLoop loop;
    private final QueueGauges gauges;
    private final BackgroundLoop logLines;
    private final Watchdog progress;
    private boolean closed;

    /**
     * Assembles the parts; nothing runs yet.
     *
     * @param database not closed by the worker
     * @param keys evaluators of the tenants, whose threads the caller bounds
     * @param tracing makes spans of computations
     */
    public WorkerDaemon(
            Database database,
            TenantKeyCache keys,
            WorkerConfig config,
            MonotonicClock clock,
            Metrics metrics,
            Health health,
            Tracing tracing) {
        this.config = config;
        UUID id = UUID.randomUUID();
        name = hostName() + "/" + ProcessHandle.current().pid();
        events = new WorkerEvents(metrics, clock);
        sessionDatabase = Database.open(database.config().withMaximumPoolSize(1));
        session = new WorkerSession(sessionDatabase, id, name, config.lease());
        heartbeat =
                new Heartbeat(session, config.lease(), events, new Watchdog(clock, LONGEST_TURN.plus(config.lease())));
        WorkSignal signal = new WorkSignal();
        listener = new WorkListener(database, signal, metrics, events, turns(clock));
        progress = new Watchdog(clock, LONGEST_COMPUTATION);
        gauges = new QueueGauges(database, metrics, events, turns(clock));
        logLines = new BackgroundLoop("count log lines", this::countLogLines, events, turns(clock));
        unblocker = unblocker(database, signal, clock);
        Transactions transactions = new Transactions(database);
        completer = new Completer(new OutcomeWriter(transactions, id), new Acknowledgement(), events, turns(clock));
        TenantAvailability tenants = new TenantAvailability(clock, keys::inUse, signal::ring);
        keys.onRelease(tenants::capacityFreed);
        values = new ValueCache(config.operandCacheBytes(), metrics.registry());
        traces = tracing.isOn()
                ? new RecordedTraces(tracing, new TraceContexts(database.dsl()), events)
                : ComputationTraces.OFF;
        executor = executor(database, keys, tenants, signal);
        loop = new ClaimLoop(
                new Claimer(transactions, id, config.maximumAttempts()),
                unblocker,
                executor,
                traces,
                tenants,
                heartbeat,
                signal,
                config,
                metrics,
                events,
                new Watchdog(clock, LONGEST_TURN.plus(config.pollingInterval())),
                progress);
        registerGauges(metrics.registry(), tenants);
        registerChecks(health);
    }

    /** Assembles the parts of a worker that does not trace. */
    public WorkerDaemon(
            Database database,
            TenantKeyCache keys,
            WorkerConfig config,
            MonotonicClock clock,
            Metrics metrics,
            Health health) {
        this(database, keys, config, clock, metrics, health, Tracing.OFF);
    }

    /** Takes values that other parts of this process have in memory. */
    public RecentValues recentValues() {
        return values;
    }

    /** How many computations wait in the queue, as this worker has measured it last. */
    public QueueDepth queueDepth() {
        return gauges.depth();
    }

    public void start() {
        events.started(name, config.fheThreads(), config.batchSize());
        heartbeat.start();
        listener.start();
        unblocker.start();
        completer.start();
        gauges.start();
        logLines.start();
        loop.start();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        events.draining(executor.inFlight(), config.drainTime());
        loop.close();
        try {
            executor.releaseWaiting();
            executor.awaitEmpty(config.drainTime());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        completer.close();
        // In parallel: each may wait for a statement until the connection to the database counts as dead.
        try (ExecutorService closing = Executors.newVirtualThreadPerTaskExecutor()) {
            List.<Runnable>of(unblocker::close, gauges::close, heartbeat::close, listener::close, logLines::close)
                    .forEach(closing::execute);
        }
        events.linePeriodEnded();
        int abandoned = executor.inFlight();
        traces.close();
        endSession();
        sessionDatabase.close();
        events.stopped(abandoned);
    }

    private static Watchdog turns(MonotonicClock clock) {
        return new Watchdog(clock, LONGEST_TURN);
    }

    private Unblocker unblocker(Database database, WorkSignal signal, MonotonicClock clock) {
        BlockedMarks marks = new BlockedMarks(database);
        return new Unblocker(
                marks, new BlockedScan(database, marks), config.pollingInterval(), signal, clock, events, turns(clock));
    }

    private GraphExecutor executor(
            Database database, TenantKeyCache keys, TenantAvailability tenants, WorkSignal signal) {
        return new GraphExecutor(
                new CiphertextRepository(database.dsl()),
                keys,
                tenants,
                values,
                new InFlightLimits(
                        config.fheThreads() * COMPUTABLE_PER_THREAD, config.mostInFlight(), config.memoryInFlight()),
                signal::ring,
                config.maximumAttempts(),
                this::handOver,
                traces,
                events);
    }

    private void handOver(Outcome outcome) {
        traces.ended(outcome);
        completer.submit(outcome);
    }

    private void registerGauges(MeterRegistry registry, TenantAvailability tenants) {
        Gauge.builder("coprocessor_worker_computations_in_hand", executor, GraphExecutor::inFlight)
                .description("computations that are claimed and not yet stored")
                .register(registry);
        Gauge.builder("coprocessor_worker_computations_in_hand_bytes", executor, GraphExecutor::usedBytes)
                .description("memory set aside for computations that are claimed and not yet stored")
                .register(registry);
        Gauge.builder("coprocessor_worker_tenants_paused", tenants, TenantAvailability::paused)
                .description("tenants whose keys could not be loaded")
                .register(registry);
        Gauge.builder("coprocessor_worker_tenants_waiting_for_memory", tenants, TenantAvailability::waitingForCapacity)
                .description("tenants whose keys do not fit into memory together with those in use")
                .register(registry);
    }

    private void registerChecks(Health health) {
        health.addReadiness("worker database", events::databaseProblem);
        health.addReadiness("worker progress", this::progressProblem);
        health.addLiveness("worker claim loop", loop::problem);
        health.addLiveness("worker completer", completer::problem);
        health.addLiveness("worker wake-ups", unblocker::problem);
        health.addLiveness("worker heartbeat", heartbeat::problem);
        health.addLiveness("worker listener", listener::problem);
        health.addLiveness("worker queue gauges", gauges::problem);
    }

    /** Releases all leases at once; without a database they end when they expire. */
    private void endSession() {
        try {
            session.end();
        } catch (DataAccessException e) {
            events.databaseFailed("return leases", e);
        }
    }

    private Duration countLogLines() {
        events.linePeriodEnded();
        return WorkerEvents.LINE_PERIOD;
    }

    /** A single computation may take minutes. Of all computations in flight, one should end within half an hour. */
    private Optional<String> progressProblem() {
        int inFlight = executor.inFlight();
        return inFlight == 0
                ? Optional.empty()
                : progress.silence()
                        .map(silence -> inFlight + " computations in flight, and none has ended: " + silence);
    }

    /** The kernel's host name. Asking the resolver can take seconds where there is none. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "unknown-host";
        }
    }

    private final class Acknowledgement implements Completer.Listener {
        @Override
        public void acknowledged(Outcome outcome, boolean written) {
            progress.beat();
            traces.acknowledged(outcome.lease(), written);
            if (written && outcome instanceof Outcome.Failed) {
                unblocker.failed(List.of(outcome.lease().output()));
            }
            executor.acknowledged(outcome.lease());
        }

        @Override
        public void published(List<TenantHandle> outputs) {
            unblocker.published(outputs);
        }
    }
}
