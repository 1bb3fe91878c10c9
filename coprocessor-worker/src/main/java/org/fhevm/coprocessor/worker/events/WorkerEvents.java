package org.fhevm.coprocessor.worker.events;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.fhevm.coprocessor.common.error.CoprocessorError;
import org.fhevm.coprocessor.common.error.CoprocessorException;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.logging.LineBudget;
import org.fhevm.coprocessor.common.logging.OutageLog;
import org.fhevm.coprocessor.common.logging.PrintableText;
import org.fhevm.coprocessor.common.metrics.Buckets;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.metrics.TenantCounter;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Log lines and metrics of a worker: each event is one method, so that wording, level and names stay together. Also
 * knows whether the database answers, which the readiness check asks. Thread-safe.
 */
public final class WorkerEvents {
    /** Length of the period for which log lines are counted. */
    public static final Duration LINE_PERIOD = Duration.ofSeconds(10);

    /** A summary of the work is logged each minute. */
    static final int PERIODS_PER_SUMMARY = 6;

    /** Lines of one kind in a period. */
    static final int LINES_PER_PERIOD = 20;

    /** Most stack traces in a period: each of our defects is logged with one. */
    static final int STACK_TRACES_PER_PERIOD = 5;

    private static final Logger LOG = LoggerFactory.getLogger(WorkerEvents.class);

    private final Metrics metrics;
    private final Counter lostLeases;
    private final Counter takenOver;
    private final TenantCounter tenantStored;
    private final TenantCounter tenantFailed;
    private final TenantCounter tenantBootstraps;
    private final Counter retried;
    private final Timer claims;
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private final Map<String, Counter> bootstrapCounters = new ConcurrentHashMap<>();
    private final WorkSummary summary = new WorkSummary();
    private final LineBudget takeoverLines = new LineBudget(LINES_PER_PERIOD);
    private final LineBudget failureLines = new LineBudget(LINES_PER_PERIOD);
    private final LineBudget retryLines = new LineBudget(LINES_PER_PERIOD);
    private final LineBudget lostLeaseLines = new LineBudget(LINES_PER_PERIOD);
    private final LineBudget tenantLines = new LineBudget(LINES_PER_PERIOD);
    private final LineBudget stackTraces = new LineBudget(STACK_TRACES_PER_PERIOD);
    private final OutageLog outage;
    private final OutageLog deafness;
    private int periods;
    private volatile @Nullable String databaseProblem = "not reached yet";

    public WorkerEvents(Metrics metrics) {
        this(metrics, MonotonicClock.system());
    }

    /** @param clock tells for how long the database is away */
    public WorkerEvents(Metrics metrics, MonotonicClock clock) {
        this.metrics = metrics;
        this.outage = new OutageLog(clock);
        this.deafness = new OutageLog(clock);
        MeterRegistry registry = metrics.registry();
        this.takenOver = Counter.builder("coprocessor_worker_leases_taken_over")
                .description("computations taken over from workers that fell silent with them in flight")
                .register(registry);
        this.tenantStored = tenantCounter(metrics, "stored");
        this.tenantFailed = tenantCounter(metrics, "failed");
        this.tenantBootstraps = new TenantCounter(
                metrics, "coprocessor_tenant_bootstraps", "bootstraps of a tenant's computations, as work done for it");
        this.lostLeases = Counter.builder("coprocessor_worker_leases_lost")
                .description("outcomes not written, because the lease had been lost")
                .register(registry);
        this.claims = Timer.builder("coprocessor_worker_claim")
                .description("time of a claim, whether or not it took computations")
                .serviceLevelObjectives(Buckets.CLAIMS.bounds())
                .register(registry);
        this.retried = Counter.builder("coprocessor_worker_retries")
                .description("computations returned to the queue because the infrastructure failed")
                .register(registry);
    }

    private static TenantCounter tenantCounter(Metrics metrics, String outcome) {
        return new TenantCounter(
                metrics, "coprocessor_tenant_computations", "a tenant's computations that ended", "outcome", outcome);
    }

    /** Why the worker cannot use the database, if so. */
    public Optional<String> databaseProblem() {
        return Optional.ofNullable(databaseProblem);
    }

    public void started(String name, int fheThreads, int batchSize) {
        LOG.info("worker {} started: {} FHE threads, batches of {}", name, fheThreads, batchSize);
    }

    public void draining(int inFlight, Duration longest) {
        LOG.info("stopping: {} computations in flight, at most {} s to finish them", inFlight, longest.toSeconds());
    }

    public void stopped(int abandoned) {
        logSummary();
        if (abandoned > 0) {
            LOG.warn("stopped; {} computations go back to the queue unfinished", abandoned);
        } else {
            LOG.info("stopped");
        }
    }

    public void claimed(int computations, int blocked, Duration took) {
        claims.record(took);
        if (computations > 0) {
            metrics.add(LegacyCounter.WORK_ITEMS_FOUND, computations);
            summary.claimed(computations);
            LOG.debug("claimed {} computations in {} ms", computations, took.toMillis());
        }
        if (blocked > 0) {
            LOG.debug("marked {} computations as waiting for others", blocked);
        }
    }

    /** @param computations how many were taken over, by the name of the worker that fell silent with them */
    public void tookOver(Map<String, Integer> computations) {
        computations.forEach((worker, count) -> {
            takenOver.increment(count);
            if (takeoverLines.take()) {
                LOG.warn(
                        "took over {} computations of worker {}, which fell silent with them in flight",
                        count,
                        PrintableText.of(worker));
            }
        });
    }

    /** Computations of a tenant have got its keys and their stored inputs. */
    public void prepared(TenantId tenant, Duration took) {
        LOG.debug("keys and inputs of tenant {} took {} ms", tenant, took.toMillis());
    }

    /** @param inputs part of the time in which the inputs were gathered, most of it their decompression */
    public void computed(
            TenantHandle output,
            FheOperation operation,
            FheType type,
            Duration took,
            Duration inputs,
            long bootstraps) {
        timers.computeIfAbsent(
                        operation.name() + type,
                        key -> Timer.builder("coprocessor_computation")
                                .description("time of a computation, decompression of its inputs included")
                                .tag("operation", operation.name())
                                .tag("type", type.name())
                                .serviceLevelObjectives(Buckets.COMPUTATIONS.bounds())
                                .register(metrics.registry()))
                .record(took);
        bootstrapCounters
                .computeIfAbsent(
                        operation.name() + type,
                        key -> Counter.builder("coprocessor_computation_bootstraps")
                                .description("bootstraps of computations, decompression of their inputs included")
                                .tag("operation", operation.name())
                                .tag("type", type.name())
                                .register(metrics.registry()))
                .increment(bootstraps);
        tenantBootstraps.add(output.tenant(), bootstraps);
        // Both begin at zero: Prometheus does not see the increase of a series that begins with its first event.
        tenantStored.add(output.tenant(), 0);
        tenantFailed.add(output.tenant(), 0);
        LOG.debug(
                "computed {} ({} on {}) in {} ms, of which {} ms for its inputs",
                output,
                operation,
                type,
                took.toMillis(),
                inputs.toMillis());
    }

    public void compressed(TenantHandle output, Duration took) {
        LOG.debug("compressed {} in {} ms", output, took.toMillis());
    }

    public void stored(TenantHandle output) {
        metrics.increment(LegacyCounter.WORK_ITEMS_PROCESSED);
        tenantStored.add(output.tenant(), 1);
        summary.stored();
        LOG.debug("stored {}", output);
    }

    /** A worker that knows of no leases ended a computation first, in the same way; it is in that worker's counters. */
    public void endedByOthers(TenantHandle output) {
        LOG.debug("another worker, without a lease, ended {} first", output);
    }

    /** Computations that need not be computed: an upload or a trivial encryption stored their results. */
    public void foundStored(List<TenantHandle> outputs) {
        outputs.forEach(output -> LOG.debug("{} is stored already; nothing is computed", output));
    }

    /** A computation failed for good. */
    public void failed(TenantHandle output, String reason) {
        metrics.increment(LegacyCounter.WORK_ITEMS_ERRORS);
        tenantFailed.add(output.tenant(), 1);
        summary.failed();
        if (failureLines.take()) {
            LOG.warn("computation {} failed: {}", output, reason);
        }
    }

    public void retried(TenantHandle output, Duration pause) {
        retried.increment();
        if (retryLines.take()) {
            LOG.warn("{} is tried again in {} ms", output, pause.toMillis());
        }
    }

    public void leaseLost(TenantHandle output) {
        lostLeases.increment();
        if (lostLeaseLines.take()) {
            LOG.warn("the lease of {} was lost; its outcome is not written", output);
        }
    }

    /** The infrastructure failed a computation. The failure is logged here and nowhere else. */
    public void infrastructureFailed(TenantHandle output, Throwable cause) {
        metrics.increment(LegacyCounter.WORKER_ERRORS);
        if (stackTraces.take()) {
            LOG.error("computing {} failed unexpectedly", output, cause);
        }
    }

    /** A defect of ours; the activity goes on after a pause. */
    public void unexpected(String activity, Throwable cause) {
        metrics.increment(LegacyCounter.WORKER_ERRORS);
        if (stackTraces.take()) {
            LOG.error("{} failed unexpectedly", activity, cause);
        }
    }

    public void tenantUnavailable(TenantId tenant, Throwable cause, Duration pause) {
        metrics.increment(LegacyCounter.WORKER_ERRORS);
        String reason = cause instanceof CoprocessorException refusal
                        && refusal.error() instanceof CoprocessorError.TenantKeysUnusable unusable
                ? unusable.reason()
                : firstLine(cause);
        if (tenantLines.take()) {
            LOG.warn("tenant {} is passed over for {} ms: {}", tenant, pause.toMillis(), reason);
        }
    }

    /** An outage is one event, however many statements meet it. */
    public synchronized void databaseFailed(String intention, Throwable cause) {
        metrics.increment(LegacyCounter.WORKER_ERRORS);
        databaseProblem = firstLine(cause);
        String text = "the database fails to " + intention + ": " + firstLine(cause);
        outage.failed(text).ifPresentOrElse(LOG::warn, () -> LOG.debug(text));
    }

    public synchronized void databaseAnswered() {
        if (databaseProblem != null) {
            databaseProblem = null;
            outage.succeeded("the database answers again").ifPresent(LOG::info);
        }
    }

    public void listenerFailed(SQLException cause) {
        deafness.failed("no announcements are heard until the connection is open again: " + firstLine(cause))
                .ifPresent(LOG::warn);
    }

    public void listenerHears() {
        deafness.succeeded("announcements are heard again").ifPresent(LOG::info);
    }

    /** Reports how many lines were left out. To be called whenever a {@link #LINE_PERIOD} has passed. */
    public void linePeriodEnded() {
        reportLeftOut(Level.WARN, takeoverLines, "workers fell silent with computations in flight");
        reportLeftOut(Level.WARN, failureLines, "computations failed");
        reportLeftOut(Level.WARN, retryLines, "computations are tried again");
        reportLeftOut(Level.WARN, lostLeaseLines, "leases were lost");
        reportLeftOut(Level.WARN, tenantLines, "tenants were passed over");
        reportLeftOut(Level.ERROR, stackTraces, "unexpected failures");
        if (++periods % PERIODS_PER_SUMMARY == 0) {
            logSummary();
        }
    }

    private void logSummary() {
        summary.renew().ifPresent(LOG::info);
    }

    private static void reportLeftOut(Level level, LineBudget budget, String what) {
        int leftOut = budget.renew();
        if (leftOut > 0) {
            LOG.atLevel(level).log("{} more {} in the last {} s", leftOut, what, LINE_PERIOD.toSeconds());
        }
    }

    /** The first line of the innermost cause that has a message: its wrappers only repeat the statement. */
    private static String firstLine(Throwable failure) {
        String text = failure.getClass().getSimpleName();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                text = message;
            }
        }
        return text.lines().findFirst().orElse(text);
    }
}
