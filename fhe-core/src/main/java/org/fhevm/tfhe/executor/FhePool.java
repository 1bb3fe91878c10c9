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
 * The FHE threads and their queues.
 *
 * <p><b>Queues.</b> Jobs wait in one queue per server key and source, since only those can share a pass over a key. A
 * free thread serves the queue that has waited longest. Long computations that are not bootstraps wait in a queue of
 * their own.
 *
 * <p><b>Batches.</b> A thread takes a batch of at most {@link #MAXIMUM_BATCH} jobs; a larger batch would not fit the
 * second-level cache. If other threads are free, it takes only its share, so that a single round spreads over all
 * threads. Queues, and rounds within a queue, are served round-robin, one batch at a time: a round with thousands of
 * bootstraps delays others no longer than a small one does. A thread with a partial batch waits briefly for callers
 * whose rounds have just finished.
 *
 * <p><b>Help.</b> If one bootstrap is the only work, an idle thread helps with it.
 *
 * <p>Thread-safe. Callers may be virtual threads; they wait without holding a carrier. A pool thread must not wait for
 * the pool: neither {@link #run} nor {@link #call} may be called from within {@code call}.
 */
public final class FhePool implements BootstrapExecutor, AutoCloseable {
    /** Ciphertexts that share one pass over a bootstrapping key. */
    public static final int MAXIMUM_BATCH = 16;

    /**
     * Limit of the wait of a thread with a partial batch for callers whose rounds have just finished. A caller needs
     * about 20 µs to submit its next round, and a round takes milliseconds; without the wait, full and small batches
     * alternate.
     */
    private static final long RETURN_WAIT_NANOS = 100_000;

    /**
     * A helper that is too slow shows that the machine is busy with something else: sharing is suspended for this long,
     * doubling after each further failure.
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
    /** Callers that are expected back before {@link #returnDeadline} because their rounds have just finished. */
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
        /** The waiting entries of each round, in the order in which rounds are served. */
        private final SequencedMap<PendingRound, ArrayDeque<Entry>> rounds = new LinkedHashMap<>();

        private int size;
        /** The time of the last service, or of the first entry before that, as a number of {@code arrivals}. */
        private long since;

        private KeyQueue(Id id, long since) {
            this.id = id;
            this.since = since;
        }

        private void add(Entry entry) {
            rounds.computeIfAbsent(entry.round(), round -> new ArrayDeque<>()).add(entry);
            size++;
        }

        /** Removes {@code count} entries; a round with entries left goes to the back of the queue. */
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

    /** The round that a caller of {@link #run} waits for. */
    private static final class PendingRound {
        private final CountDownLatch remaining;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        private PendingRound(int jobs) {
            remaining = new CountDownLatch(jobs);
        }
    }

    /** The next work of a thread. */
    private sealed interface Task {}

    /**
     * Jobs that share one pass over a key.
     *
     * @param entries at least one
     * @param single whether this is one job only, and an idle thread could help with it
     */
    private record Batch(ServerKey key, List<KeyQueue.Entry> entries, boolean single) implements Task {}

    /** A part in another thread's bootstrap. */
    private record HelpRequest(TwoThreadBlindRotation rotation) implements Task {
        /** Helps. A failure here is not reported: the leader continues alone and meets it too. */
        private void help() {
            try {
                rotation.help();
            } catch (Throwable t) {
                rotation.cancel();
            }
        }
    }

    /** The computation that a caller of {@link #call} waits for. */
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

    /** @param threadCount threads, at least one; an upper bound on the cores that FHE uses */
    public FhePool(int threadCount) {
        this(threadCount, () -> {});
    }

    /**
     * @param threadCount threads, at least one; an upper bound on the cores that FHE uses
     * @param beforeServing run by each thread before it serves anything
     */
    public FhePool(int threadCount, Runnable beforeServing) {
        if (threadCount < 1) {
            throw new IllegalArgumentException("an FHE pool needs at least one thread, not " + threadCount);
        }
        for (int i = 0; i < threadCount; i++) {
            Thread thread = new Thread(
                    () -> {
                        beforeServing.run();
                        serve();
                    },
                    "fhe-" + i);
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

    /** Batches run since the start, each a pass over a key. */
    public long batches() {
        return batches.sum();
    }

    /** Bootstraps run on two threads since the start. */
    long shared() {
        return shared.sum();
    }

    /** Time that the threads have spent on bootstraps since the start, summed over threads. */
    public long bootstrapNanos() {
        return bootstrapNanos.sum();
    }

    /** Time that the threads have spent computing since the start, summed over threads. */
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
     * Runs the next task; false once the pool is closed. It is a method of its own so that a waiting thread holds no
     * reference to its last task, least of all to keys.
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

    /** Waits while returning callers could still fill the batch. */
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
     * The task that has waited longest, or a request for help, or null. A helping thread still counts as idle: it can
     * be interrupted by any new work.
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
        int free = threads.size() - computing.get() + 1; // with this thread, which already counts as computing
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

    /** Releases the callers of a batch. The lock is held, so that no caller returns before the pool expects it. */
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

    /**
     * Runs a job and asks for help with it. The request may go unanswered; a helper that comes late finds the bootstrap
     * finished.
     */
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

    /** Finishes the running work, fails the queued work, and ends the threads. */
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
