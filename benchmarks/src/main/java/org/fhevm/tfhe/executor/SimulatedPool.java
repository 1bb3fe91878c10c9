package org.fhevm.tfhe.executor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.shortint.BootstrapJob;

/**
 * A pool whose threads let virtual time pass instead of computing. {@link BatchQueue} decides what is served next, as
 * in {@link FhePool}; calls are served by their arrival, and threads take shares as there. Callers return with their
 * next rounds at once, and no bootstrap is shared by two threads. For one thread.
 */
public final class SimulatedPool {
    /** A bootstrap alone, and each further one of a batch: 11.4 ms, and 118 ms for sixteen (docs/scaling.md). */
    private static final double FIRST_MILLIS = 11.4;

    private static final double FURTHER_MILLIS = 7.13;

    private final VirtualTime time;
    private final int threads;
    private final BatchQueue<Key, Round, Round> queue = new BatchQueue<>(Key::tenant);
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private int computing;
    private boolean isReleasing;
    private long batches;
    private long bootstraps;

    public SimulatedPool(VirtualTime time, int threads) {
        this.time = time;
        this.threads = threads;
    }

    /** Milliseconds that a full batch takes. */
    public static double fullBatchMillis() {
        return millis(FhePool.USUAL_BATCH);
    }

    /**
     * Submits a round.
     *
     * @param tenant the tenant whose key it needs
     * @param attained bootstraps that its computation has submitted before
     * @param begun told when the first of its bootstraps begins
     * @param done what the caller does with the results
     */
    public void run(Object tenant, BootstrapJob.Source source, int jobs, long attained, Runnable begun, Runnable done) {
        Round round = new Round(jobs, begun, done);
        for (int job = 0; job < jobs; job++) {
            queue.add(new Key(tenant, source), round, round, attained);
        }
        serve();
    }

    /** Submits a computation that is no bootstrap. */
    public void call(double millis, Runnable done) {
        calls.add(new Call(queue.arrive(), millis, done));
        serve();
    }

    /** Bootstraps in a batch on average. */
    public double meanBatch() {
        return (double) bootstraps / batches;
    }

    private void serve() {
        while (!isReleasing && computing < threads && !(queue.isEmpty() && calls.isEmpty())) {
            computing++;
            Call call = calls.peek();
            if (call != null && call.arrival < queue.nextSince()) {
                calls.remove();
                time.after(call.millis, () -> finish(List.of(call.done)));
            } else {
                serveBatch();
            }
        }
    }

    private void serveBatch() {
        BatchQueue.Batch<Key, Round> batch = queue.take(threads - computing + 1, FhePool.USUAL_BATCH);
        batch.entries().forEach(Round::beginJob);
        batches++;
        bootstraps += batch.entries().size();
        time.after(millis(batch.entries().size()), () -> {
            List<Runnable> released = new ArrayList<>();
            for (Round round : batch.entries()) {
                if (round.endJob()) {
                    released.add(round.done);
                }
            }
            finish(released);
        });
    }

    /** A thread has ended its task. The next one is chosen when all callers have returned with their next rounds. */
    private void finish(List<Runnable> released) {
        computing--;
        isReleasing = true;
        released.forEach(Runnable::run);
        isReleasing = false;
        serve();
    }

    private static double millis(int batch) {
        return FIRST_MILLIS + FURTHER_MILLIS * (batch - 1);
    }

    private record Key(Object tenant, BootstrapJob.Source source) {}

    private record Call(long arrival, double millis, Runnable done) {}

    private static final class Round {
        private final Runnable begun;
        private final Runnable done;
        private int remaining;
        private boolean hasBegun;

        private Round(int jobs, Runnable begun, Runnable done) {
            this.remaining = jobs;
            this.begun = begun;
            this.done = done;
        }

        private void beginJob() {
            if (!hasBegun) {
                hasBegun = true;
                begun.run();
            }
        }

        private boolean endJob() {
            remaining--;
            return remaining == 0;
        }
    }
}
