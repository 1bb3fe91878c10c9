package org.fhevm.coprocessor.worker.claim;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.worker.background.BackgroundLoop;
import org.fhevm.coprocessor.worker.background.Pulse;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.poll.WorkSignal;
import org.jooq.exception.DataAccessException;

/**
 * Wakes rows that wait: removes their marks as soon as it is told what they wait for has come, and walks round those that
 * nobody told it of. It works in the background, since any number of rows may wait for one result, and neither claims nor
 * results are to be held up by them. What fails is tried until it succeeds.
 */
public final class WakeUps implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

    private final WaitingMarks marks;
    private final WaitingWalk walk;
    private final Duration betweenSteps;
    private final WorkSignal workAvailable;
    private final WorkerEvents events;
    private final BackgroundLoop loop;
    private final MonotonicClock clock;
    private final WorkSignal bell = new WorkSignal();
    private final Queue<TenantHandle> published = new ConcurrentLinkedQueue<>();
    private final Queue<TenantHandle> awaited = new ConcurrentLinkedQueue<>();
    /** Taken from the queues, and not done yet. */
    private final Set<TenantHandle> results = new LinkedHashSet<>();

    private final Set<TenantHandle> inputs = new LinkedHashSet<>();
    private Duration nextStep;

    /**
     * @param betweenSteps time between two steps of the walk
     * @param workAvailable rung when there are rows to be looked at again
     * @param pulse beats with every turn, a second apart at most
     */
    public WakeUps(
            WaitingMarks marks,
            WaitingWalk walk,
            Duration betweenSteps,
            WorkSignal workAvailable,
            MonotonicClock clock,
            WorkerEvents events,
            Pulse pulse) {
        this.marks = marks;
        this.walk = walk;
        this.betweenSteps = betweenSteps;
        this.workAvailable = workAvailable;
        this.clock = clock;
        this.events = events;
        this.nextStep = clock.now().plus(betweenSteps);
        this.loop = new BackgroundLoop("wake computations that wait", this::wakeNext, events, pulse);
    }

    public void start() {
        loop.start();
    }

    /** What is wrong with it, beside the database. */
    public Optional<String> problem() {
        return loop.problem();
    }

    /** These are stored, or have failed for good: rows that wait for them can go on. */
    public void published(Collection<TenantHandle> outputs) {
        published.addAll(outputs);
        bell.ring();
    }

    /** Rows have just been marked as waiting for these, which may have come before anybody could see the marks. */
    public void awaited(Collection<TenantHandle> missing) {
        awaited.addAll(missing);
        bell.ring();
    }

    /** Makes one last attempt to do what is left, then ends. */
    @Override
    public void close() {
        loop.end();
        bell.ring();
        loop.close();
        try {
            wakeTold();
        } catch (DataAccessException e) {
            // The walks of other workers find them.
            events.databaseFailed("wake computations that wait", e);
        }
    }

    private Duration wakeNext() throws InterruptedException {
        if (results.isEmpty() && inputs.isEmpty()) {
            bell.await(LONGEST_WAIT.compareTo(betweenSteps) < 0 ? LONGEST_WAIT : betweenSteps);
        }
        wakeTold();
        if (clock.now().compareTo(nextStep) >= 0) {
            nextStep = clock.now().plus(betweenSteps);
            walkOn();
        }
        return Duration.ZERO;
    }

    private void wakeTold() {
        drain(published, results);
        drain(awaited, inputs);
        results.addAll(marks.arrived(inputs));
        inputs.clear();
        int awakened = marks.remove(results);
        if (awakened > 0) {
            workAvailable.ring();
        }
        if (awakened < WaitingMarks.MOST_ROWS) {
            results.clear();
        }
    }

    private static void drain(Queue<TenantHandle> queue, Set<TenantHandle> taken) {
        for (TenantHandle next = queue.poll(); next != null; next = queue.poll()) {
            taken.add(next);
        }
    }

    private void walkOn() {
        WaitingWalk.Step step = walk.step();
        results.addAll(step.arrived());
        step.failed().forEach(failure -> {
            events.failed(failure.output(), failure.reason());
            results.add(failure.output());
        });
    }
}
