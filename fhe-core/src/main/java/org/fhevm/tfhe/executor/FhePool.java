package org.fhevm.tfhe.executor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.Bootstrapper;
import org.fhevm.tfhe.shortint.ServerKey;
import org.jspecify.annotations.Nullable;

/**
 * The threads that FHE runs on, and their queue.
 *
 * <p>Jobs wait in one lane per server key and source, since only those can share a pass over a key. A free thread serves the lane
 * that has waited longest and takes a batch from it: a share of what is there, so that a lone round spreads over all threads, and
 * at most {@link #MAXIMUM_BATCH}, beyond which a batch no longer fits the second-level cache. Long computations that are not
 * bootstraps queue in a lane of their own.
 *
 * <p>Thread-safe. Callers may be virtual threads; they wait without holding a carrier. A pool thread must not wait for the pool:
 * neither {@link #run} nor {@link #call} may be called from within {@code call}.
 */
public final class FhePool implements BootstrapExecutor, AutoCloseable {
    /** Ciphertexts that share one pass over a bootstrapping key. */
    public static final int MAXIMUM_BATCH = 8;

    /** Keys whose work space a thread keeps. */
    private static final int WORK_SPACES = 4;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workArrived = lock.newCondition();
    private final Map<Lane.Id, Lane> lanes = new HashMap<>();
    private final ArrayDeque<Call<?>> calls = new ArrayDeque<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicInteger computing = new AtomicInteger();
    private final LongAdder bootstraps = new LongAdder();
    private final LongAdder passes = new LongAdder();
    private final LongAdder bootstrapNanos = new LongAdder();
    private final LongAdder callNanos = new LongAdder();
    private long arrivals;
    private boolean closed;

    /** A queue of jobs that may be batched together. */
    private static final class Lane {
        private record Id(ServerKey key, BootstrapJob.Source source) {}

        private record Entry(ServerKey key, BootstrapJob job, Round round, long arrival) {}

        private final Id id;
        private final ArrayDeque<Entry> entries = new ArrayDeque<>();

        private Lane(Id id) {
            this.id = id;
        }
    }

    /** What a caller of {@link #run} waits for. */
    private static final class Round {
        private final CountDownLatch remaining;
        private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

        private Round(int jobs) {
            remaining = new CountDownLatch(jobs);
        }
    }

    /** What a caller of {@link #call} waits for. */
    private static final class Call<T> {
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
            return lanes.isEmpty() && calls.isEmpty() ? threads.size() - computing.get() : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Bootstraps run since the start. */
    public long bootstraps() {
        return bootstraps.sum();
    }

    /** Batches that bootstraps were run in, each a pass over a key, since the start. */
    public long passes() {
        return passes.sum();
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
        Round round = new Round(jobs.size());
        lock.lock();
        try {
            requireOpen();
            for (BootstrapJob job : jobs) {
                lanes.computeIfAbsent(new Lane.Id(key, job.source()), Lane::new)
                        .entries
                        .add(new Lane.Entry(key, job, round, arrivals++));
            }
            workArrived.signalAll();
        } finally {
            lock.unlock();
        }
        await(round);
    }

    private static void await(Round round) {
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
        Map<ServerKey, Bootstrapper> workSpaces = new LinkedHashMap<>(8, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<ServerKey, Bootstrapper> eldest) {
                return size() > WORK_SPACES;
            }
        };
        List<Lane.Entry> batch = new ArrayList<>();
        List<BootstrapJob> jobs = new ArrayList<>();
        while (true) {
            batch.clear();
            jobs.clear();
            Call<?> call = next(batch);
            if (call == null && batch.isEmpty()) {
                return;
            }
            long start = System.nanoTime();
            if (call != null) {
                call.compute(computing);
                callNanos.add(System.nanoTime() - start);
            } else {
                bootstrap(batch, jobs, workSpaces);
                bootstrapNanos.add(System.nanoTime() - start);
                passes.increment();
            }
        }
    }

    /** Waits for work: fills the batch, or returns a call, or neither once the pool is closed. */
    private @Nullable Call<?> next(List<Lane.Entry> batch) {
        lock.lock();
        try {
            while (true) {
                Lane lane = oldestLane();
                Call<?> call = calls.peek();
                if (call != null
                        && (lane == null
                                || call.arrival < lane.entries.getFirst().arrival())) {
                    computing.incrementAndGet();
                    return calls.remove();
                }
                if (lane != null) {
                    computing.incrementAndGet();
                    take(lane, batch);
                    return null;
                }
                if (closed) {
                    return null;
                }
                workArrived.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Lane oldestLane() {
        Lane oldest = null;
        for (Lane lane : lanes.values()) {
            if (oldest == null
                    || lane.entries.getFirst().arrival()
                            < oldest.entries.getFirst().arrival()) {
                oldest = lane;
            }
        }
        return oldest;
    }

    private void take(Lane lane, List<Lane.Entry> batch) {
        int share = Math.ceilDiv(lane.entries.size(), threads.size());
        for (int i = Math.min(MAXIMUM_BATCH, share); i > 0; i--) {
            batch.add(lane.entries.remove());
        }
        if (lane.entries.isEmpty()) {
            lanes.remove(lane.id);
        }
    }

    private void bootstrap(List<Lane.Entry> batch, List<BootstrapJob> jobs, Map<ServerKey, Bootstrapper> workSpaces) {
        for (Lane.Entry entry : batch) {
            if (entry.round.failure.get() == null) {
                jobs.add(entry.job());
            }
        }
        try {
            if (!jobs.isEmpty()) {
                ServerKey key = batch.getFirst().key();
                workSpaces
                        .computeIfAbsent(key, k -> new Bootstrapper(k, MAXIMUM_BATCH))
                        .run(jobs);
                for (BootstrapJob job : jobs) {
                    bootstraps.add(job.tables().size());
                }
            }
        } catch (Throwable t) {
            for (Lane.Entry entry : batch) {
                entry.round.failure.compareAndSet(null, t);
            }
        } finally {
            computing.decrementAndGet();
            for (Lane.Entry entry : batch) {
                entry.round.remaining.countDown();
            }
        }
    }

    /** Finishes what is running, fails what is queued, and ends the threads. */
    @Override
    public void close() {
        List<Lane.Entry> abandoned = new ArrayList<>();
        List<Call<?>> abandonedCalls;
        lock.lock();
        try {
            closed = true;
            for (Lane lane : lanes.values()) {
                abandoned.addAll(lane.entries);
            }
            lanes.clear();
            abandonedCalls = new ArrayList<>(calls);
            calls.clear();
            workArrived.signalAll();
        } finally {
            lock.unlock();
        }
        CancellationException reason = new CancellationException("the FHE pool was closed");
        for (Lane.Entry entry : abandoned) {
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
