package org.fhevm.tfhe.executor;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The round of bootstraps that a caller of the pool waits for. Thread-safe. */
final class PendingRound {
    private final CountDownLatch remaining;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    PendingRound(int jobs) {
        remaining = new CountDownLatch(jobs);
    }

    /** Waits for all jobs, and throws the failure of one. */
    void await() {
        try {
            remaining.await();
        } catch (InterruptedException e) {
            fail(e);
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for bootstraps");
        }
        rethrow(failure.get());
    }

    /** Records a failure unless there is one already. */
    void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
    }

    boolean hasFailed() {
        return failure.get() != null;
    }

    /** Ends a job; true if it was the last one. The lock of the pool makes sure that only one job of a round is. */
    boolean endJob() {
        remaining.countDown();
        return remaining.getCount() == 0;
    }

    /** Throws a failure on the thread that waits for it. */
    static void rethrow(@Nullable Throwable failure) {
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new IllegalStateException("a computation failed", failure);
        }
    }
}
