package org.fhevm.tfhe.executor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.tfhe.core.algorithm.TwoThreadBlindRotation;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.Bootstrapper;
import org.fhevm.tfhe.shortint.ServerKey;
import org.jspecify.annotations.Nullable;

/**
 * The FHE threads.
 *
 * <p><b>Queues.</b> Jobs wait in a {@link BatchQueue}, one queue per server key and {@linkplain BootstrapJob.Source
 * kind of input}, since only those can share a pass over a key. Keys have turns, newcomers first. Long computations
 * that are not bootstraps wait in a queue of their own.
 *
 * <p><b>Batches.</b> A thread takes a batch of at most {@link #batchLimit} jobs; a larger batch would not fit the
 * second-level cache. If other threads are free, it takes only its share, so that a single round spreads over all
 * threads. A thread with a partial batch waits briefly for callers whose rounds have just finished.
 *
 * <p><b>Help.</b> If one bootstrap is the only work, an idle thread helps with it ({@link HelpExchange}).
 *
 * <p>Thread-safe: one lock guards the queues, the requests for help and the numbers of threads. Callers may be virtual
 * threads; they wait without holding a carrier. A pool thread must not wait for the pool: neither {@link #run} nor
 * {@link #call} may be called from within {@code call}.
 */
public final class FhePool implements BootstrapExecutor, AutoCloseable {
    /** Ciphertexts that share one pass over a bootstrapping key, unless the pool chooses another limit. */
    public static final int USUAL_BATCH = 16;

    /**
     * Longest wait of a thread with a partial batch for returning callers. These need about 20 µs to submit their next
     * rounds, which take milliseconds; without the wait, full and small batches alternate.
     */
    private static final long RETURN_WAIT_NANOS = 100_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition workArrived = lock.newCondition();
    private final BatchQueue<KeyId, PendingRound, PoolTask.Entry> queue = new BatchQueue<>(KeyId::key);
    private final ArrayDeque<PendingCall<?>> calls = new ArrayDeque<>();
    private final HelpExchange<TwoThreadBlindRotation> help = new HelpExchange<>();
    private final PoolThreads threads;
    private final AtomicInteger computing = new AtomicInteger();
    private final PoolCounters counters = new PoolCounters();
    private final BatchCalibration calibration;
    private final int largestBatch;
    private int idle;
    /** Callers that are expected back before {@link #returnDeadline} because their rounds have just finished. */
    private int returningCallers;

    private long returnDeadline = System.nanoTime();
    private boolean closed;

    /** @param threadCount threads, at least one; an upper bound on the cores that FHE uses */
    public FhePool(int threadCount) {
        this(threadCount, BatchSizes.USUAL, () -> {});
    }

    /**
     * @param threadCount threads, at least one; an upper bound on the cores that FHE uses
     * @param sizes limits of a batch that the pool chooses from
     * @param beforeServing run by each thread before it serves anything, for example to lower its priority; a thread in
     *     which it throws serves nothing
     */
    public FhePool(int threadCount, BatchSizes sizes, Runnable beforeServing) {
        if (threadCount < 1) {
            throw new IllegalArgumentException("an FHE pool needs at least one thread, not " + threadCount);
        }
        calibration = new BatchCalibration(sizes);
        largestBatch = sizes.largest();
        threads = new PoolThreads(threadCount, () -> serve(beforeServing));
        threads.start();
    }

    /** Number of threads. */
    public int threadCount() {
        return threads.size();
    }

    @Override
    public int idleThreads() {
        lock.lock();
        try {
            return queue.isEmpty() && calls.isEmpty() ? threads.size() - computing.get() : 0;
        } finally {
            lock.unlock();
        }
    }

    /** Bootstraps that share a pass over a key at most: the limit being measured, and finally the chosen one. */
    public int batchLimit() {
        lock.lock();
        try {
            return calibration.limit();
        } finally {
            lock.unlock();
        }
    }

    /** Bootstraps run since the start. */
    public long bootstraps() {
        return counters.bootstraps();
    }

    /** Batches run since the start, each a pass over a key. */
    public long batches() {
        return counters.batches();
    }

    /** Bootstraps run on two threads since the start. */
    long shared() {
        return counters.shared();
    }

    /** Time that the threads have spent on bootstraps since the start, summed over threads. */
    public long bootstrapNanos() {
        return counters.bootstrapNanos();
    }

    /** Time that the threads have spent computing since the start, summed over threads. */
    public long busyNanos() {
        return counters.busyNanos();
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> jobs) {
        run(key, jobs, 0);
    }

    @Override
    public void run(ServerKey key, List<BootstrapJob> jobs, long attained) {
        if (jobs.isEmpty()) {
            return;
        }
        PendingRound round = new PendingRound(jobs.size());
        lock.lock();
        try {
            requireOpen();
            for (BootstrapJob job : jobs) {
                queue.add(new KeyId(key, job.source()), round, new PoolTask.Entry(job, round), attained);
            }
            returningCallers = Math.max(0, returningCallers - 1);
            workArrived.signalAll();
        } finally {
            lock.unlock();
        }
        round.await();
    }

    @Override
    public <T> T call(Callable<T> computation) {
        PendingCall<T> call;
        lock.lock();
        try {
            requireOpen();
            call = new PendingCall<>(computation, queue.arrive());
            calls.add(call);
            workArrived.signal();
        } finally {
            lock.unlock();
        }
        return call.await();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the FHE pool is closed");
        }
    }

    private void serve(Runnable beforeServing) {
        beforeServing.run();
        Bootstrapper bootstrapper = new Bootstrapper(largestBatch);
        while (serveNext(bootstrapper)) {
            // Each call runs one task.
        }
    }

    /**
     * Runs the next task; false once the pool is closed. It is a method of its own so that a waiting thread holds no
     * reference to its last task, least of all to keys.
     *
     * @param bootstrapper the thread's own
     */
    private boolean serveNext(Bootstrapper bootstrapper) {
        PoolTask task = next();
        long start = System.nanoTime();
        switch (task) {
            case null -> {
                return false;
            }
            case PoolTask.Call call -> {
                call.pending().compute(computing::decrementAndGet);
                counters.countCall(System.nanoTime() - start);
            }
            case PoolTask.Batch batch -> bootstrap(bootstrapper, batch, start);
            case PoolTask.HelpRequest request -> {
                request.help();
                counters.countHelp(System.nanoTime() - start);
            }
        }
        return true;
    }

    /** Waits for work; null once the pool is closed. */
    private @Nullable PoolTask next() {
        lock.lock();
        try {
            while (true) {
                awaitReturningCallers();
                PoolTask task = nextTask();
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
        boolean interrupted = false;
        while (!queue.isEmpty()
                && queue.nextSize() < calibration.limit()
                && returningCallers > 0
                && calls.isEmpty()
                && !closed) {
            try {
                if (workArrived.awaitNanos(returnDeadline - System.nanoTime()) <= 0) {
                    returningCallers = 0;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The task that has waited longest, or a request for help, or null. A helping thread still counts as idle: it can
     * be interrupted by any new work.
     */
    private @Nullable PoolTask nextTask() {
        PendingCall<?> call = calls.peek();
        if (call != null && call.arrival() < queue.nextSince()) {
            computing.incrementAndGet();
            return new PoolTask.Call(calls.remove());
        }
        if (!queue.isEmpty()) {
            computing.incrementAndGet();
            return nextBatch();
        }
        TwoThreadBlindRotation request = help.answer();
        return request == null ? null : new PoolTask.HelpRequest(request);
    }

    private PoolTask.Batch nextBatch() {
        int free = threads.size() - computing.get() + 1; // with this thread, which already counts as computing
        BatchQueue.Batch<KeyId, PoolTask.Entry> batch = queue.take(free, calibration.limit());
        boolean possible = batch.entries().size() == 1 && queue.isEmpty() && calls.isEmpty() && help.isOpen(idle);
        PoolTask.Help helped = !possible
                ? PoolTask.Help.IMPOSSIBLE
                : help.isWorthARequest() ? PoolTask.Help.REQUESTED : PoolTask.Help.DECLINED;
        return new PoolTask.Batch(batch.key().key(), batch.entries(), helped);
    }

    private void bootstrap(Bootstrapper bootstrapper, PoolTask.Batch batch, long startNanos) {
        List<BootstrapJob> jobs = new ArrayList<>(batch.entries().size());
        for (PoolTask.Entry entry : batch.entries()) {
            if (!entry.round().hasFailed()) {
                jobs.add(entry.job());
            }
        }
        int comparable = 0;
        try {
            if (!jobs.isEmpty()) {
                boolean single =
                        batch.help() != PoolTask.Help.IMPOSSIBLE && Bootstrapper.canShare(batch.key(), jobs.getFirst());
                if (single && batch.help() == PoolTask.Help.REQUESTED) {
                    share(bootstrapper, batch.key(), jobs.getFirst(), startNanos);
                } else {
                    bootstrapper.run(batch.key(), jobs);
                    if (single) {
                        locked(() -> help.endAlone(System.nanoTime() - startNanos));
                    }
                }
                for (BootstrapJob job : jobs) {
                    counters.countBootstraps(job.tables().size());
                }
                comparable = jobs.stream().allMatch(FhePool::isPlain) ? jobs.size() : 0;
            }
        } catch (Throwable t) {
            for (PoolTask.Entry entry : batch.entries()) {
                entry.round().fail(t);
            }
        } finally {
            long nanos = System.nanoTime() - startNanos;
            counters.countBatch(nanos);
            finish(batch, comparable, nanos);
        }
    }

    /** Whether a job takes as long as most others: a keyswitch and one rotation. */
    private static boolean isPlain(BootstrapJob job) {
        return job.source() == BootstrapJob.Source.BLOCK && job.tables().size() == 1;
    }

    /**
     * Releases the callers of a batch. The lock is held, so that no caller returns before the pool expects it.
     *
     * @param comparable bootstraps of the batch, if its time can be compared with that of other batches, or 0
     */
    private void finish(PoolTask.Batch batch, int comparable, long nanos) {
        lock.lock();
        try {
            computing.decrementAndGet();
            calibration.measured(comparable, nanos);
            for (PoolTask.Entry entry : batch.entries()) {
                if (entry.round().endJob()) {
                    returningCallers++;
                }
            }
            returnDeadline = System.nanoTime() + RETURN_WAIT_NANOS;
        } finally {
            lock.unlock();
        }
    }

    /** Runs a job and asks for help with it. */
    private void share(Bootstrapper bootstrapper, ServerKey key, BootstrapJob job, long startNanos) {
        TwoThreadBlindRotation rotation = bootstrapper.newTwoThreadRotation(key);
        locked(() -> {
            help.request(rotation);
            workArrived.signal();
        });
        boolean wasShared = bootstrapper.run(key, job, rotation);
        locked(() -> help.end(rotation, System.nanoTime() - startNanos));
        if (wasShared) {
            counters.countShared();
        }
    }

    private void locked(Runnable bookkeeping) {
        lock.lock();
        try {
            bookkeeping.run();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Finishes the running work, fails the queued work with a {@link CancellationException}, and waits for the threads
     * to end.
     */
    @Override
    public void close() {
        List<PoolTask.Entry> abandoned;
        List<PendingCall<?>> abandonedCalls;
        lock.lock();
        try {
            closed = true;
            abandoned = queue.drain();
            abandonedCalls = new ArrayList<>(calls);
            calls.clear();
            workArrived.signalAll();
        } finally {
            lock.unlock();
        }
        CancellationException reason = new CancellationException("the FHE pool was closed");
        for (PoolTask.Entry entry : abandoned) {
            entry.round().fail(reason);
            entry.round().endJob();
        }
        for (PendingCall<?> call : abandonedCalls) {
            call.abandon(reason);
        }
        threads.join();
    }

    /** What the jobs of a batch have in common. */
    private record KeyId(ServerKey key, BootstrapJob.Source source) {}
}
