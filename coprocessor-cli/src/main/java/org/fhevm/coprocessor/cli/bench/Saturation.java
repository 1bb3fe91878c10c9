package org.fhevm.coprocessor.cli.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.fhevm.tfhe.executor.FhePool;
import org.jspecify.annotations.Nullable;

/**
 * Measures what a pool does when it has more to do than it can: so many of a workload are under way that every thread finds
 * a full batch.
 *
 * <p>An encrypted division takes a minute, and sixteen of them a quarter of an hour. So it is not workloads that are
 * counted but the bootstraps they consist of, in a window that begins and ends with the end of a batch; what is unfinished
 * then is given up. Workloads without bootstraps are counted whole.
 */
final class Saturation {
    /** Full batches that wait for each thread while it works. */
    private static final int BATCHES_AHEAD = 2;

    /** Passes of each thread that a measure lasts at least: where in a pass it begins and ends shall not matter much. */
    private static final int PASSES = 12;

    private static final Duration GLANCE = Duration.ofMillis(1);

    private final FhePool pool;
    private final Duration measure;

    Saturation(FhePool pool, Duration measure) {
        this.pool = pool;
        this.measure = measure;
    }

    /** @param alone what the workload takes alone */
    <T> Throughput measure(Workload<T> workload, Timing alone) throws InterruptedException {
        Crowd<T> crowd = new Crowd<>(workload, atOnce(alone, workload.parts()));
        LongSupplier progress = alone.bootstraps() > 0 ? pool::bootstraps : crowd.finished::sum;
        double perPart = alone.bootstraps() > 0 ? alone.bootstraps() : 1.0 / workload.parts();
        double perSecond;
        try {
            // The first batch may have been taken before everybody had begun.
            awaitChange(progress, crowd);
            awaitChange(progress, crowd);
            long start = System.nanoTime();
            long before = progress.getAsLong();
            Thread.sleep(measure);
            while (alone.bootstraps() > 0
                    && progress.getAsLong() - before < (long) PASSES * FhePool.MAXIMUM_BATCH * pool.threadCount()
                    && crowd.failure.get() == null) {
                Thread.sleep(GLANCE);
            }
            awaitChange(progress, crowd);
            perSecond = (progress.getAsLong() - before) / perPart * 1e9 / (System.nanoTime() - start);
        } finally {
            crowd.disperse();
        }
        crowd.rethrow();
        crowd.results.forEach(workload::check);
        return new Throughput(crowd.members.size(), perSecond);
    }

    private int atOnce(Timing alone, int parts) {
        double wanted = BATCHES_AHEAD * FhePool.MAXIMUM_BATCH * (double) pool.threadCount();
        double inOneRound = alone.rounds() == 0 ? 1 : alone.bootstraps() * parts / alone.rounds();
        return (int) Math.max(2, Math.ceil(wanted / inOneRound));
    }

    private static void awaitChange(LongSupplier progress, Crowd<?> crowd) throws InterruptedException {
        long before = progress.getAsLong();
        while (progress.getAsLong() == before && crowd.failure.get() == null) {
            Thread.sleep(GLANCE);
        }
    }

    /** Virtual threads that do the same again and again. */
    private static final class Crowd<T> {
        private final Workload<T> workload;
        private final List<Thread> members = new ArrayList<>();
        private final LongAdder finished = new LongAdder();
        /** The last result of each member that finished any. */
        private final ConcurrentLinkedQueue<T> results = new ConcurrentLinkedQueue<>();

        private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        private volatile boolean dispersing;

        Crowd(Workload<T> workload, int size) {
            this.workload = workload;
            for (int i = 0; i < size; i++) {
                members.add(Thread.ofVirtual().start(this::toil));
            }
        }

        private void toil() {
            T last = null;
            try {
                while (!dispersing) {
                    last = workload.run();
                    finished.increment();
                }
            } catch (CancellationException e) {
                if (!dispersing) {
                    failure.compareAndSet(null, e);
                }
            } catch (Exception e) {
                failure.compareAndSet(null, e);
            }
            if (last != null) {
                results.add(last);
            }
        }

        /** Interrupts what is under way: what it has queued is not computed any more. */
        void disperse() throws InterruptedException {
            dispersing = true;
            members.forEach(Thread::interrupt);
            for (Thread member : members) {
                member.join();
            }
        }

        void rethrow() {
            Exception reason = failure.get();
            if (reason != null) {
                throw new IllegalStateException(workload.name() + " failed", reason);
            }
        }
    }
}
