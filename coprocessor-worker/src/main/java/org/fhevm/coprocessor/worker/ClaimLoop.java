package org.fhevm.coprocessor.worker;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.worker.background.BackgroundLoop;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.blocked.Unblocker;
import org.fhevm.coprocessor.worker.claim.Claim;
import org.fhevm.coprocessor.worker.claim.Claimer;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.execute.GraphExecutor;
import org.fhevm.coprocessor.worker.keys.TenantAvailability;
import org.fhevm.coprocessor.worker.lease.Heartbeat;
import org.fhevm.coprocessor.worker.poll.WorkSignal;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.trace.ComputationTraces;

/** Claims while there is room for more computations, and waits when there is nothing to claim. */
final class ClaimLoop implements AutoCloseable {
    /** Waiting is interrupted this often to check whether the worker is to end. */
    private static final Duration LONGEST_WAIT = Duration.ofMillis(250);

    private final Claimer claimer;
    private final Unblocker unblocker;
    private final GraphExecutor executor;
    private final ComputationTraces traces;
    private final TenantAvailability tenants;
    private final Heartbeat heartbeat;
    private final WorkSignal signal;
    private final WorkerConfig config;
    private final Metrics metrics;
    private final WorkerEvents events;
    private final Watchdog progress;
    private final BackgroundLoop loop;
    private long lookedForQuarantinedAtNanos = System.nanoTime();
    private boolean hasQuarantined;
    /** Tenants that had work at the last claim, each with its weight in proportion to the largest. */
    private Map<TenantId, Double> busy = Map.of();

    /**
     * @param turns told of every turn of the loop
     * @param progress told when computations are in flight again
     */
    ClaimLoop(
            Claimer claimer,
            Unblocker unblocker,
            GraphExecutor executor,
            ComputationTraces traces,
            TenantAvailability tenants,
            Heartbeat heartbeat,
            WorkSignal signal,
            WorkerConfig config,
            Metrics metrics,
            WorkerEvents events,
            Watchdog turns,
            Watchdog progress) {
        this.claimer = claimer;
        this.unblocker = unblocker;
        this.executor = executor;
        this.traces = traces;
        this.tenants = tenants;
        this.heartbeat = heartbeat;
        this.signal = signal;
        this.config = config;
        this.metrics = metrics;
        this.events = events;
        this.progress = progress;
        this.loop = new BackgroundLoop("claim computations", this::claimOrWait, events, turns);
    }

    void start() {
        loop.start();
    }

    /** The reason why this loop is unhealthy, if any; database failures are reported elsewhere. */
    Optional<String> problem() {
        return loop.problem();
    }

    @Override
    public void close() {
        loop.end();
        signal.ring();
        loop.close();
    }

    private Duration claimOrWait() throws InterruptedException {
        lookForQuarantinedWhenDue();
        if (!heartbeat.awaitCurrent(LONGEST_WAIT)) {
            return Duration.ZERO;
        }
        if (hasQuarantined) {
            claimQuarantined();
        } else if (executor.awaitRoom(LONGEST_WAIT)) {
            if (executor.isFullFor(busy)) {
                signal.await(config.pollingInterval());
            }
            long began = System.nanoTime();
            long releases = executor.releases();
            Claim claim = claimer.claim(
                    config.batchSize(),
                    executor.freeBytes(),
                    executor::isInFlight,
                    tenants.excludedTenants(),
                    executor::room);
            busy = claim.busy();
            take(claim, began);
            if (!claim.madeProgress() && claim.lacksMemory()) {
                executor.awaitRelease(releases);
            }
            if (!claim.madeProgress()) {
                awaitWork(claim);
            }
        }
        return Duration.ZERO;
    }

    /**
     * Waits after a claim that took nothing. What is in flight changes while a claim is on its way: a tenant may have
     * had no room because computations became computable, and may have some again by now. Then it is claimed for again
     * at once. Otherwise the bell rings when there is room.
     */
    private void awaitWork(Claim claim) throws InterruptedException {
        boolean hasRoomAgain = !claim.withoutRoom().isEmpty() && !executor.isFullFor(claim.withoutRoom());
        if (!hasRoomAgain && !signal.await(config.pollingInterval())) {
            metrics.increment(LegacyCounter.WORK_ITEMS_POLLS);
        }
    }

    /**
     * Claims one row in quarantine, with nothing else in flight. The next turn claims the next one, until there are
     * none left.
     */
    private void claimQuarantined() throws InterruptedException {
        if (executor.awaitEmpty(LONGEST_WAIT)) {
            long began = System.nanoTime();
            Claim claim = claimer.claimQuarantined(tenants.excludedTenants());
            take(claim, began);
            hasQuarantined = claim.madeProgress();
        }
    }

    private void take(Claim claim, long beganNanos) {
        events.databaseAnswered();
        Duration took = Duration.ofNanos(System.nanoTime() - beganNanos);
        events.claimed(claim.computations().size(), claim.awaited().size(), took);
        events.tookOver(claim.takenOver());
        events.foundStored(claim.stored());
        claim.failed().forEach(failure -> events.failed(failure.output(), failure.reason()));
        if (executor.inFlight() == 0) {
            progress.beat();
        }
        traces.claimed(claim.computations(), took);
        executor.add(claim.computations());
        unblocker.failed(claim.failed().stream().map(Failure::output).toList());
        unblocker.published(claim.stored());
        unblocker.awaited(claim.missing());
    }

    private void lookForQuarantinedWhenDue() {
        long now = System.nanoTime();
        if (now - lookedForQuarantinedAtNanos >= config.pollingInterval().toNanos()) {
            lookedForQuarantinedAtNanos = now;
            hasQuarantined |= claimer.hasQuarantined(tenants.excludedTenants());
        }
    }
}
