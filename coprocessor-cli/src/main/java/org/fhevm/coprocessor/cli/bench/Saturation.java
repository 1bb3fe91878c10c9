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
 * Measures the throughput of a saturated pool: enough copies of a workload run at once that every thread finds a full
 * batch.
 *
 * <p>An encrypted division takes a minute, and sixteen of them a quarter of an hour. Therefore the measurement counts
 * not whole workloads but their bootstraps, in a window that begins and ends with the end of a batch, and cancels the
 * unfinished workloads afterwards. Workloads without bootstraps are counted whole.
 */
final class Saturation {
    /** Full batches that wait for each thread while it works. */
    private static final int BATCHES_AHEAD = 2;

    /**
     * Least number of full batches of each thread in a measurement. It bounds the error from the batches that the
     * window cuts.
     */
    private static final int PASSES = 12;

    private static final Duration GLANCE = Duration.ofMillis(1);

    private final FhePool pool;
    private final Duration measure;

    Saturation(FhePool pool, Duration measure) {
        this.pool = pool;
        this.measure = measure;
    }

    /** @param alone time of the workload alone */
    <T> Throughput measure(Workload<T> workload, Timing alone) throws InterruptedException {
        Crowd<T> crowd = new Crowd<>(workload, atOnce(alone, workload.parts()));
        LongSupplier progress = alone.bootstraps() > 0 ? pool::bootstraps : crowd.finished::sum;
        double perPart = alone.bootstraps() > 0 ? alone.bootstraps() : 1.0 / workload.parts();
        double perSecond;
        try {
            // The first batch may have been taken before all members had begun.
            awaitChange(progress, crowd);
            awaitChange(progress, crowd);
            long start = System.nanoTime();
            long before = progress.getAsLong();
            Thread.sleep(measure);
            while (alone.bootstraps() > 0
                    && progress.getAsLong() - before < (long) PASSES * FhePool.USUAL_BATCH * pool.threadCount()
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
        double wanted = BATCHES_AHEAD * FhePool.USUAL_BATCH * (double) pool.threadCount();
        double inOneRound = alone.rounds() == 0 ? 1 : alone.bootstraps() * parts / alone.rounds();
        return (int) Math.max(2, Math.ceil(wanted / inOneRound));
    }

    private static void awaitChange(LongSupplier progress, Crowd<?> crowd) throws InterruptedException {
        long before = progress.getAsLong();
        while (progress.getAsLong() == before && crowd.failure.get() == null) {
            Thread.sleep(GLANCE);
        }
    }

    /** Virtual threads that repeat the same workload. */
    private static final class Crowd<T> {
        private final Workload<T> workload;
        private final List<Thread> members = new ArrayList<>();
        private final LongAdder finished = new LongAdder();
        /** The last result of each member that finished a run. */
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

        /** Interrupts the running workloads; the pool drops the jobs that they have queued. */
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
