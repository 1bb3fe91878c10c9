package org.fhevm.coprocessor.server.pending;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.coprocessor.common.id.Handle;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ChannelListener;
import org.fhevm.coprocessor.common.repository.CiphertextsAvailable;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.server.config.Waiting;
import org.fhevm.coprocessor.server.events.ServerEvents;
import org.jspecify.annotations.Nullable;

/**
 * Lets reads wait until their results are stored. A waiting read blocks a virtual thread, and nothing else. Each read
 * looks its handles up once when it begins. After that, one thread looks up awaited handles for all reads: those of a
 * tenant when results of the tenant are announced, and all of them at a slow interval. After each look-up the thread
 * pauses for {@value #PAUSE_FACTOR} times as long as that took, so that waiting reads cost a bounded share of one
 * connection, for any number of announcements.
 */
public final class PendingReads implements AutoCloseable, ChannelListener.Events {
    private static final int PAUSE_FACTOR = 9;

    private final Lookup lookup;
    private final Timing timing;
    private final ServerEvents events;
    private final Counter lookups;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));

    private final ReentrantLock lock = new ReentrantLock();
    /** Signalled for the thread that looks up. */
    private final Condition wakeUp = lock.newCondition();

    private final Condition closing = lock.newCondition();
    private final AwaitedHandles awaited;
    private final Map<AwaitedHandles.Read, Condition> sleepers = new HashMap<>();
    /** Tenants with results announced since their last look-up. */
    private final Set<TenantId> announced = new HashSet<>();

    private final Thread thread;
    private long allLookedUp = System.nanoTime();
    private boolean isListening;
    private boolean isClosed;

    public PendingReads(Waiting bounds, Lookup lookup, Timing timing, ServerEvents events, MeterRegistry metrics) {
        this.awaited = new AwaitedHandles(bounds);
        this.lookup = lookup;
        this.timing = timing;
        this.events = events;
        this.lookups = Counter.builder("coprocessor_server_pending_lookups")
                .description("look-ups of results that calls of GetCiphertexts wait for")
                .register(metrics);
        Gauge.builder("coprocessor_server_reads_waiting", this, PendingReads::waiting)
                .description("calls of GetCiphertexts that wait for results")
                .register(metrics);
        Gauge.builder("coprocessor_server_announcements_heard", this, reads -> reads.isListening() ? 1 : 0)
                .description("1 while workers' announcements of results are received")
                .register(metrics);
        this.thread = Thread.ofVirtual().name("pending-reads").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** The number of waiting reads. */
    public int waiting() {
        lock.lock();
        try {
            return awaited.reads();
        } finally {
            lock.unlock();
        }
    }

    boolean isListening() {
        lock.lock();
        try {
            return isListening;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins to wait for those of these handles that are being computed.
     *
     * @param absent handles without a stored ciphertext a moment ago
     * @return empty if none of them is being computed, if too many reads wait already, or if this is closed
     * @throws RuntimeException the failure of the look-up, if it fails
     */
    public Optional<Wait> begin(TenantId tenant, Set<Handle> absent) {
        // The wait begins before the look-up, so that the wait receives announcements of results that are stored in
        // between.
        Optional<Wait> added = add(tenant, absent);
        if (added.isEmpty()) {
            return added;
        }
        Wait wait = added.get();
        boolean keep = false;
        try {
            List<TenantHandle> asked = absent.stream()
                    .map(handle -> new TenantHandle(tenant, handle))
                    .toList();
            Set<TenantHandle> pending = lookup.pending(asked);
            keep = !pending.isEmpty();
            settle(asked, pending);
        } finally {
            if (!keep) {
                wait.close();
            }
        }
        return keep ? added : Optional.empty();
    }

    private Optional<Wait> add(TenantId tenant, Set<Handle> absent) {
        lock.lock();
        try {
            if (isClosed) {
                return Optional.empty();
            }
            boolean first = awaited.isEmpty();
            return awaited.add(tenant, absent).map(read -> {
                Condition woken = lock.newCondition();
                sleepers.put(read, woken);
                if (first) {
                    // The interval begins.
                    wakeUp.signalAll();
                }
                return new Wait(read, woken);
            });
        } finally {
            lock.unlock();
        }
    }

    private void settle(Collection<TenantHandle> asked, Set<TenantHandle> pending) {
        lock.lock();
        try {
            for (AwaitedHandles.Read done : awaited.settle(asked, pending)) {
                Condition woken = sleepers.get(done);
                if (woken != null) {
                    woken.signalAll();
                }
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void listening() {
        lock.lock();
        try {
            isListening = true;
            announced.addAll(awaited.tenants());
            wakeUp.signalAll();
        } finally {
            lock.unlock();
        }
        events.announcementsHeard();
    }

    @Override
    public void heard(List<String> payloads) {
        lock.lock();
        try {
            for (String payload : payloads) {
                CiphertextsAvailable.tenants(payload).orElseGet(awaited::tenants).stream()
                        .filter(awaited::awaitsAnyOf)
                        .forEach(announced::add);
            }
            if (!announced.isEmpty()) {
                wakeUp.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void lost(SQLException cause) {
        lock.lock();
        try {
            isListening = false;
            wakeUp.signalAll();
        } finally {
            lock.unlock();
        }
        events.announcementsNotHeard(cause);
    }

    private void run() {
        int failures = 0;
        try {
            while (true) {
                List<TenantHandle> asked = next();
                if (asked == null) {
                    return;
                }
                Duration pause;
                try {
                    pause = lookUp(asked);
                    failures = 0;
                } catch (RuntimeException e) {
                    events.pendingLookupFailed(e);
                    announceAgain(asked);
                    pause = backoff.after(++failures);
                }
                pause(pause);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until there are handles to look up, and returns them; null once this is closed. */
    private @Nullable List<TenantHandle> next() throws InterruptedException {
        lock.lock();
        try {
            while (!isClosed) {
                if (awaited.isEmpty()) {
                    announced.clear();
                    wakeUp.await();
                    allLookedUp = System.nanoTime();
                    continue;
                }
                List<TenantHandle> asked = awaited.of(due());
                announced.clear();
                if (!asked.isEmpty()) {
                    return asked;
                }
                var unused = wakeUp.awaitNanos(nanosUntilAllAreDue());
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** The tenants whose awaited handles are to be looked up now. */
    private Set<TenantId> due() {
        if (nanosUntilAllAreDue() > 0) {
            return announced;
        }
        allLookedUp = System.nanoTime();
        return awaited.tenants();
    }

    private long nanosUntilAllAreDue() {
        Duration interval = isListening ? timing.listening() : timing.disconnected();
        return interval.toNanos() - (System.nanoTime() - allLookedUp);
    }

    private Duration lookUp(List<TenantHandle> asked) {
        long began = System.nanoTime();
        lookups.increment();
        settle(asked, lookup.pending(asked));
        Duration pause = Duration.ofNanos(PAUSE_FACTOR * (System.nanoTime() - began));
        return pause.compareTo(timing.shortestPause()) < 0 ? timing.shortestPause() : pause;
    }

    private void announceAgain(List<TenantHandle> asked) {
        lock.lock();
        try {
            asked.forEach(handle -> announced.add(handle.tenant()));
        } finally {
            lock.unlock();
        }
    }

    private void pause(Duration pause) throws InterruptedException {
        lock.lock();
        try {
            long nanos = pause.toNanos();
            while (!isClosed && nanos > 0) {
                nanos = closing.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends all waits; their calls are answered with the results that are stored. */
    @Override
    public void close() {
        lock.lock();
        try {
            isClosed = true;
            wakeUp.signalAll();
            closing.signalAll();
            sleepers.values().forEach(Condition::signalAll);
        } finally {
            lock.unlock();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Finds out which results are still pending. */
    @FunctionalInterface
    public interface Lookup {
        Set<TenantHandle> pending(Collection<TenantHandle> handles);
    }

    /**
     * The intervals of look-ups of awaited handles.
     *
     * @param shortestPause between two look-ups
     * @param listening interval of look-ups of all while announcements are received, for workers that do not announce
     * @param disconnected interval of look-ups of all while no announcements are received
     */
    public record Timing(Duration shortestPause, Duration listening, Duration disconnected) {
        public static final Timing DEFAULT =
                new Timing(Duration.ofMillis(20), Duration.ofSeconds(5), Duration.ofSeconds(1));
    }

    /** A read that may wait; to be closed when it no longer waits. */
    public final class Wait implements AutoCloseable {
        private final AwaitedHandles.Read read;
        private final Condition woken;

        private Wait(AwaitedHandles.Read read, Condition woken) {
            this.read = read;
            this.woken = woken;
        }

        /**
         * Waits until all results are stored or have failed, for at most this long. Returns early once {@link #end} is
         * called, or the server closes.
         *
         * @throws CancellationException if the thread is interrupted
         */
        public void await(Duration longest) {
            lock.lock();
            try {
                long nanos = longest.toNanos();
                while (!read.isDone() && !isClosed && nanos > 0 && sleepers.containsKey(read)) {
                    nanos = woken.awaitNanos(nanos);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new CancellationException("interrupted while waiting for results");
            } finally {
                lock.unlock();
            }
        }

        /** Ends the wait now. */
        public void end() {
            lock.lock();
            try {
                if (sleepers.remove(read) != null) {
                    awaited.remove(read);
                    woken.signalAll();
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            end();
        }
    }
}
