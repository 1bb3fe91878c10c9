package org.fhevm.tfhe.executor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.tfhe.core.algorithm.TwoThreadBlindRotation;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.Bootstrapper;
import org.fhevm.tfhe.shortint.ServerKey;
import org.jspecify.annotations.Nullable;

/**
 * The threads that FHE runs on, and their queue.
 *
 * <p>Jobs wait in one queue per server key and source, since only those can share a pass over a key. A free thread
 * serves the queue that has waited longest and takes a batch from it: its share of what is there if others are free
 * too, so that a single round spreads over all threads, and at most {@link #MAXIMUM_BATCH}, beyond which a batch no
 * longer fits the second-level cache. Queues, and rounds within a queue, have their turns a batch at a time: the
 * thousands of bootstraps in one round of a wide product hold up others no longer than a few would. Callers whose
 * rounds are just done are given a moment to come with their next ones. Long computations that are not bootstraps queue
 * in a queue of their own. When a single bootstrap is all there is, a thread with nothing to do shares in it.
 *
 * <p>Thread-safe. Callers may be virtual threads; they wait without holding a carrier. A pool thread must not wait for
 * the pool: neither {@link #run} nor {@link #call} may be called from within {@code call}.
 */
public final class FhePool implements BootstrapExecutor, AutoCloseable {
    /** Ciphertexts that share one pass over a bootstrapping key. */
    public static final int MAXIMUM_BATCH = 16;

    /**
     * How long a thread that could fill its batch waits for the callers of rounds just done. It takes some 20
     * microseconds to come with the next round, and milliseconds to run one; without waiting, full batches and small
     * ones take turns.
     */
    private static final long RETURN_WAIT_NANOS = 100_000;

    /**
     * After a thread was too slow to be of help, the machine is busy with something else: no bootstraps are shared for
     * so long, and twice as long after each further time.
     */
    private static final long SHORTEST_SHARING_PAUSE_NANOS = 10_000_000;

    private static final long LONGEST_SHARING_PAUSE_NANOS = 1_000_000_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workArrived = lock.newCondition();
    private final Map<KeyQueue.Id, KeyQueue> queues = new HashMap<>();
    private final ArrayDeque<Call<?>> calls = new ArrayDeque<>();
    private final ArrayDeque<TwoThreadBlindRotation> helpRequests = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger computing = new AtomicInteger();
    private final LongAdder bootstraps = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder shared = new LongAdder();
    private final LongAdder bootstrapNanos = new LongAdder();
    private final LongAdder callNanos = new LongAdder();
    private long arrivals;
    private int idle;
    /** Callers whose rounds were just done, and who are waited for until a certain time. */
    private int returningCallers;

    private long returnDeadline = System.nanoTime();
    private long sharingResumesAt = System.nanoTime();
    private long sharingPause = SHORTEST_SHARING_PAUSE_NANOS;
    private boolean closed;

    /** A queue of jobs that may be batched together. */
    private static final class KeyQueue {
        private record Id(ServerKey key, BootstrapJob.Source source) {}

        private record Entry(BootstrapJob job, PendingRound round) {}

        private final Id id;
        /** The entries of each round that has some here, in the order in which rounds have their turns. */
        private final SequencedMap<PendingRound, ArrayDeque<Entry>> rounds = new LinkedHashMap<>();

        private int size;
        /** When it was served last, or when the first entry came. */
        private long since;

        private KeyQueue(Id id, long since) {
            this.id = id;
            this.since = since;
        }

        private void add(Entry entry) {
            rounds.computeIfAbsent(entry.round(), round -> new ArrayDeque<>()).add(entry);
            size++;
        }

        /** So many entries. A round of which some are left has had its turn. */
        private List<Entry> take(int count) {
            List<Entry> taken = new ArrayList<>(count);
            while (taken.size() < count) {
                Map.Entry<PendingRound, ArrayDeque<Entry>> first = rounds.pollFirstEntry();
                ArrayDeque<Entry> entries = first.getValue();
                while (taken.size() < count && !entries.isEmpty()) {
                    taken.add(entries.remove());
                }
                if (!entries.isEmpty()) {
                    rounds.putLast(first.getKey(), entries);
                }
            }
            size -= count;
            return taken;
        }
    }

    /** What a caller of {@link #run} waits for. */
    private static final class PendingRound {
        private final CountDownLatch remaining;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        private PendingRound(int jobs) {
            remaining = new CountDownLatch(jobs);
        }
    }

    /** What a thread does next. */
    private sealed interface Task {}

    /**
     * A pass over a key.
     *
     * @param entries at least one
     * @param single whether there is one job only, and a thread that could share in it
     */
    private record Batch(ServerKey key, List<KeyQueue.Entry> entries, boolean single) implements Task {}

    /** A part in another thread's bootstrap. */
    private record HelpRequest(TwoThreadBlindRotation rotation) implements Task {
        /** A failure is the other thread's to report: it goes on alone then, and meets it again. */
        private void help() {
            try {
                rotation.help();
            } catch (Throwable t) {
                rotation.cancel();
            }
        }
    }

    /** What a caller of {@link #call} waits for. */
    private static final class Call<T> implements Task {
        private final Callable<T> computation;
        private final long arrival;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable T result;
        private volatile @Nullable Throwable failure;
        private volatile boolean cancelled;

        private Call(Callable<T> computation, long arrival) {
            this.computation = computation;
            this.arrival = arrival;
        }

        private void compute(AtomicInteger computing) {
            try {
                if (!cancelled) {
                    result = computation.call();
                }
            } catch (Throwable t) {
                failure = t;
            } finally {
                computing.decrementAndGet();
                done.countDown();
            }
        }
    }

    /** @param threadCount threads, at least one; a true bound on the cores that FHE takes */
    public FhePool(int threadCount) {
        if (threadCount < 1) {
            throw new IllegalArgumentException("an FHE pool needs at least one thread, not " + threadCount);
        }
        for (int i = 0; i < threadCount; i++) {
            Thread thread = new Thread(this::serve, "fhe-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
    }

    /** Number of threads. */
    public int threadCount() {
        return threads.size();
    }

    @Override
    public int idleThreads() {
        lock.lock();
        try {
            return queues.isEmpty() && calls.isEmpty() ? threads.size() - computing.get() : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Bootstraps run since the start. */
    public long bootstraps() {
        return bootstraps.sum();
    }

    /** Batches that bootstraps were run in, each a pass over a key, since the start. */
    public long batches() {
        return batches.sum();
    }

    /** Bootstraps that two threads shared since the start. */
    long shared() {
        return shared.sum();
    }

    /** Time that the threads spent on bootstraps since the start, summed over threads. */
    public long bootstrapNanos() {
        return bootstrapNanos.sum();
    }

    /** Time that the threads spent computing since the start, summed over threads. */
    public long busyNanos() {
        return bootstrapNanos.sum() + callNanos.sum();
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> jobs) {
        if (jobs.isEmpty()) {
            return;
        }
        PendingRound round = new PendingRound(jobs.size());
        lock.lock();
        try {
            requireOpen();
            for (BootstrapJob job : jobs) {
                queues.computeIfAbsent(new KeyQueue.Id(key, job.source()), id -> new KeyQueue(id, arrivals++))
                        .add(new KeyQueue.Entry(job, round));
            }
            returningCallers = Math.max(0, returningCallers - 1);
            workArrived.signalAll();
        } finally {
            lock.unlock();
        }
        await(round);
    }

    private static void await(PendingRound round) {
        try {
            round.remaining.await();
        } catch (InterruptedException e) {
            round.failure.compareAndSet(null, e);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for bootstraps");
        }
        rethrow(round.failure.get());
    }

    @Override
    public <T> T call(Callable<T> computation) {
        Call<T> call;
        lock.lock();
        try {
            requireOpen();
            call = new Call<>(computation, arrivals++);
            calls.add(call);
            workArrived.signal();
        } finally {
            lock.unlock();
        }
        try {
            call.done.await();
        } catch (InterruptedException e) {
            call.cancelled = true;
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a computation");
        }
        rethrow(call.failure);
        T result = call.result;
        if (result == null) {
            throw new IllegalStateException("a computation gave no result");
        }
        return result;
    }

    private static void rethrow(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a computation failed", failure);
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the FHE pool is closed");
        }
    }

    private void serve() {
        boolean open = true;
        while (open) {
            open = serveNext();
        }
    }

    /**
     * A method of its own, so that a thread that waits holds nothing of its last task, keys above all; false at the
     * end.
     */
    private boolean serveNext() {
        Task task = next();
        long start = System.nanoTime();
        switch (task) {
            case null -> {
                return false;
            }
            case Call<?> call -> {
                call.compute(computing);
                callNanos.add(System.nanoTime() - start);
            }
            case Batch batch -> bootstrap(batch, start);
            case HelpRequest request -> {
                request.help();
                bootstrapNanos.add(System.nanoTime() - start);
            }
        }
        return true;
    }

    /** Waits for work; null once the pool is closed. */
    private @Nullable Task next() {
        lock.lock();
        try {
            while (true) {
                awaitReturningCallers();
                Task task = nextTask();
                if (task != null) {
                    return task;
                }
                if (closed) {
                    return null;
                }
                idle++;
                workArrived.awaitUninterruptibly();
                idle--;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits while callers that are due would make a batch fuller. */
    private void awaitReturningCallers() {
        KeyQueue queue = oldestQueue();
        boolean interrupted = false;
        while (queue != null && queue.size < MAXIMUM_BATCH && returningCallers > 0 && calls.isEmpty() && !closed) {
            try {
                if (workArrived.awaitNanos(returnDeadline - System.nanoTime()) <= 0) {
                    returningCallers = 0;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
            queue = oldestQueue();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * What has waited longest. A thread that shares in a bootstrap counts as idle still: it is there for whoever comes.
     */
    private @Nullable Task nextTask() {
        KeyQueue queue = oldestQueue();
        Call<?> call = calls.peek();
        if (call != null && (queue == null || call.arrival < queue.since)) {
            computing.incrementAndGet();
            return calls.remove();
        }
        if (queue != null) {
            computing.incrementAndGet();
            return take(queue);
        }
        TwoThreadBlindRotation request = helpRequests.poll();
        return request == null ? null : new HelpRequest(request);
    }

    private @Nullable KeyQueue oldestQueue() {
        KeyQueue oldest = null;
        for (KeyQueue queue : queues.values()) {
            if (oldest == null || queue.since < oldest.since) {
                oldest = queue;
            }
        }
        return oldest;
    }

    private Batch take(KeyQueue queue) {
        int free = threads.size() - computing.get() + 1; // with this thread, which counts as computing already
        int share = Math.ceilDiv(queue.size, Math.max(1, free));
        List<KeyQueue.Entry> entries = queue.take(Math.min(MAXIMUM_BATCH, share));
        queue.since = arrivals++;
        if (queue.size == 0) {
            queues.remove(queue.id);
        }
        boolean single = entries.size() == 1
                && idle > helpRequests.size()
                && queues.isEmpty()
                && calls.isEmpty()
                && System.nanoTime() - sharingResumesAt >= 0;
        return new Batch(queue.id.key(), entries, single);
    }

    private void bootstrap(Batch batch, long startNanos) {
        List<BootstrapJob> jobs = new ArrayList<>(batch.entries().size());
        for (KeyQueue.Entry entry : batch.entries()) {
            if (entry.round.failure.get() == null) {
                jobs.add(entry.job());
            }
        }
        try {
            if (!jobs.isEmpty()) {
                Bootstrapper bootstrapper = batch.key().bootstrapper(MAXIMUM_BATCH);
                if (batch.single() && bootstrapper.canShare(jobs.getFirst())) {
                    share(bootstrapper, jobs.getFirst());
                } else {
                    bootstrapper.run(jobs);
                }
                for (BootstrapJob job : jobs) {
                    bootstraps.add(job.tables().size());
                }
            }
        } catch (Throwable t) {
            for (KeyQueue.Entry entry : batch.entries()) {
                entry.round.failure.compareAndSet(null, t);
            }
        } finally {
            bootstrapNanos.add(System.nanoTime() - startNanos);
            batches.increment();
            finish(batch);
        }
    }

    /** Callers learn of it while the lock is held, so that none is back before it is expected. */
    private void finish(Batch batch) {
        lock.lock();
        try {
            computing.decrementAndGet();
            for (KeyQueue.Entry entry : batch.entries()) {
                entry.round.remaining.countDown();
                if (entry.round.remaining.getCount() == 0) {
                    returningCallers++;
                }
            }
            returnDeadline = System.nanoTime() + RETURN_WAIT_NANOS;
        } finally {
            lock.unlock();
        }
    }

    /** Nobody need take the offer: who comes too late finds the bootstrap done. */
    private void share(Bootstrapper bootstrapper, BootstrapJob job) {
        TwoThreadBlindRotation rotation = bootstrapper.newTwoThreadRotation();
        lock.lock();
        try {
            helpRequests.add(rotation);
            workArrived.signal();
        } finally {
            lock.unlock();
        }
        boolean wasShared = bootstrapper.run(job, rotation);
        lock.lock();
        try {
            helpRequests.remove(rotation);
            if (wasShared) {
                sharingPause = SHORTEST_SHARING_PAUSE_NANOS;
            } else {
                sharingResumesAt = System.nanoTime() + sharingPause;
                sharingPause = Math.min(2 * sharingPause, LONGEST_SHARING_PAUSE_NANOS);
            }
        } finally {
            lock.unlock();
        }
        if (wasShared) {
            shared.increment();
        }
    }

    /** Finishes what is running, fails what is queued, and ends the threads. */
    @Override
    public void close() {
        List<KeyQueue.Entry> abandoned = new ArrayList<>();
        List<Call<?>> abandonedCalls;
        lock.lock();
        try {
            closed = true;
            for (KeyQueue queue : queues.values()) {
                abandoned.addAll(queue.take(queue.size));
            }
            queues.clear();
            abandonedCalls = new ArrayList<>(calls);
            calls.clear();
            workArrived.signalAll();
        } finally {
            lock.unlock();
        }
        CancellationException reason = new CancellationException("the FHE pool was closed");
        for (KeyQueue.Entry entry : abandoned) {
            entry.round.failure.compareAndSet(null, reason);
            entry.round.remaining.countDown();
        }
        for (Call<?> call : abandonedCalls) {
            call.failure = reason;
            call.done.countDown();
        }
        joinThreads();
    }

    private void joinThreads() {
        boolean interrupted = false;
        for (Thread thread : threads) {
            while (thread.isAlive()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
