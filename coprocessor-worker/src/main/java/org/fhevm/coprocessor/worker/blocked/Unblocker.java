package org.fhevm.coprocessor.worker.blocked;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.worker.background.BackgroundLoop;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.poll.WorkSignal;
import org.jooq.exception.DataAccessException;

/**
 * Wakes blocked rows: removes their marks as soon as it is told that their inputs have arrived, and scans for arrivals
 * that were not announced. It works in the background: any number of rows may wait for one result, and neither claims
 * nor results must wait for them. A wake-up that failed is repeated until it succeeds.
 *
 * <p>Rows that were woken and are found waiting for the same handle again are woken after longer and longer pauses
 * ({@link WakeUpBackoff}), so that no combination of rows keeps claims busy.
 *
 * <p>Callers on any thread can report results, failures and marks; these methods never wait for the database.
 */
public final class Unblocker implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final BlockedMarks marks;
    private final BlockedScan scan;
    private final Duration betweenSteps;
    private final WorkSignal workAvailable;
    private final WorkerEvents events;
    private final BackgroundLoop loop;
    private final MonotonicClock clock;
    private final WorkSignal bell = new WorkSignal();
    private final Queue<TenantHandle> published = new ConcurrentLinkedQueue<>();
    private final Queue<TenantHandle> failed = new ConcurrentLinkedQueue<>();
    private final Queue<TenantHandle> awaited = new ConcurrentLinkedQueue<>();
    /** Taken from the queues, and not done yet, as are the failures and the inputs. */
    private final Set<TenantHandle> results = new LinkedHashSet<>();

    private final Set<TenantHandle> failures = new LinkedHashSet<>();
    private final Set<TenantHandle> inputs = new LinkedHashSet<>();
    /**
     * Inputs that have arrived, and for which rows were woken before: rows are woken for them again at these times
     * only.
     */
    private final Map<TenantHandle, Held> held = new LinkedHashMap<>();

    private final WakeUpBackoff backoff;
    private Duration nextStep;

    /**
     * @param betweenSteps time between two steps of the scan
     * @param workAvailable rung when rows were unblocked
     * @param watchdog told of every turn, a second apart at most
     */
    public Unblocker(
            BlockedMarks marks,
            BlockedScan scan,
            Duration betweenSteps,
            WorkSignal workAvailable,
            MonotonicClock clock,
            WorkerEvents events,
            Watchdog watchdog) {
        this.marks = marks;
        this.scan = scan;
        this.betweenSteps = betweenSteps;
        this.workAvailable = workAvailable;
        this.clock = clock;
        this.events = events;
        this.backoff = new WakeUpBackoff(clock);
        this.nextStep = clock.now().plus(betweenSteps);
        this.loop = new BackgroundLoop("wake computations that wait", this::wakeNext, events, watchdog);
    }

    public void start() {
        loop.start();
    }

    /** The reason why this loop is unhealthy, if any; database failures are reported elsewhere. */
    public Optional<String> problem() {
        return loop.problem();
    }

    /** These values are stored, or have failed for good: rows that wait for them can continue. */
    public void published(Collection<TenantHandle> outputs) {
        published.addAll(outputs);
        bell.ring();
    }

    /**
     * These computations have failed for good: rows that have them as inputs fail too, even if they wait for another
     * input.
     */
    public void failed(Collection<TenantHandle> outputs) {
        failed.addAll(outputs);
        published(outputs);
    }

    /** A claim has just marked rows that lack these inputs, which may have arrived before the marks were visible. */
    public void awaited(Collection<TenantHandle> missing) {
        awaited.addAll(missing);
        bell.ring();
    }

    /** Makes one last attempt to wake the rows that are left, then ends. */
    @Override
    public void close() {
        loop.end();
        bell.ring();
        loop.close();
        try {
            wakeAnnounced();
        } catch (DataAccessException e) {
            // The scans of other workers find these rows.
            events.databaseFailed("wake computations that wait", e);
        }
    }

    private Duration wakeNext() throws InterruptedException {
        if (results.isEmpty() && failures.isEmpty() && inputs.isEmpty()) {
            bell.await(untilSomethingIsDue());
        }
        turn();
        return Duration.ZERO;
    }

    /** How long a turn can wait unless the bell rings. The watchdog hears of each turn, so it is not long. */
    Duration untilSomethingIsDue() {
        Duration now = clock.now();
        Duration longest = LONGEST_WAIT.compareTo(betweenSteps) < 0 ? LONGEST_WAIT : betweenSteps;
        for (Held input : held.values()) {
            Duration remaining = input.due().minus(now);
            longest = remaining.compareTo(longest) < 0 ? remaining : longest;
        }
        return longest;
    }

    /** Wakes rows for announced inputs, and takes a step of the scan when it is time. */
    void turn() {
        wakeAnnounced();
        if (clock.now().compareTo(nextStep) >= 0) {
            nextStep = clock.now().plus(betweenSteps);
            scanOn();
        }
    }

    private void wakeAnnounced() {
        drain(published, results);
        drain(failed, failures);
        drain(awaited, inputs);
        BlockedMarks.Arrived arrived = marks.arrivedAmong(inputs);
        inputs.clear();
        arrived.all().forEach(input -> arrived(input, arrived.failed().contains(input)));
        takeDue();
        int woken = marks.remove(results);
        if (woken < BlockedMarks.MOST_ROWS) {
            results.clear();
        }
        woken += wakeDependents();
        if (woken > 0) {
            workAvailable.ring();
        }
    }

    private int wakeDependents() {
        Map<TenantId, List<Handle>> byTenant = failures.stream()
                .collect(Collectors.groupingBy(
                        TenantHandle::tenant, Collectors.mapping(TenantHandle::handle, Collectors.toList())));
        int all = 0;
        for (Map.Entry<TenantId, List<Handle>> tenant : byTenant.entrySet()) {
            int woken = marks.removeFromDependents(tenant.getKey(), tenant.getValue());
            if (woken < BlockedMarks.MOST_ROWS) {
                failures.removeIf(failure -> failure.tenant().equals(tenant.getKey()));
            }
            all += woken;
        }
        return all;
    }

    /** An input exists, though rows are marked as lacking it. */
    private void arrived(TenantHandle input, boolean hasFailed) {
        if (held.containsKey(input) || results.contains(input)) {
            return;
        }
        Duration pause = backoff.next(input);
        if (pause.isZero()) {
            wakeFor(input, hasFailed);
        } else {
            held.put(input, new Held(clock.now().plus(pause), hasFailed));
        }
    }

    private void wakeFor(TenantHandle input, boolean hasFailed) {
        results.add(input);
        if (hasFailed) {
            failures.add(input);
        }
    }

    private void takeDue() {
        Duration now = clock.now();
        held.entrySet().removeIf(input -> {
            boolean isDue = input.getValue().due().compareTo(now) <= 0;
            if (isDue) {
                wakeFor(input.getKey(), input.getValue().hasFailed());
            }
            return isDue;
        });
    }

    private static void drain(Queue<TenantHandle> queue, Set<TenantHandle> taken) {
        for (TenantHandle next = queue.poll(); next != null; next = queue.poll()) {
            taken.add(next);
        }
    }

    private void scanOn() {
        BlockedScan.Step step = scan.step();
        step.arrived().forEach(input -> arrived(input, step.arrivedAsFailed().contains(input)));
        step.failed().forEach(failure -> {
            events.failed(failure.output(), failure.reason());
            wakeFor(failure.output(), true);
        });
    }

    private record Held(Duration due, boolean hasFailed) {}
}
