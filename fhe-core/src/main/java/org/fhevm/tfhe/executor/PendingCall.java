package org.fhevm.tfhe.executor;

import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** A computation that is no bootstrap, and that a caller of the pool waits for. Thread-safe. */
final class PendingCall<T> {
    private final Callable<T> computation;
    private final long arrival;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable T result;
    private volatile @Nullable Throwable failure;
    private volatile boolean cancelled;

    /** @param arrival its place among the queues of the pool, see {@link BatchQueue#arrive} */
    PendingCall(Callable<T> computation, long arrival) {
        this.computation = computation;
        this.arrival = arrival;
    }

    long arrival() {
        return arrival;
    }

    /** Waits for the result, and throws the failure of the computation. */
    T await() {
        try {
            done.await();
        } catch (InterruptedException e) {
            cancelled = true;
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted while waiting for a computation");
        }
        PendingRound.rethrow(failure);
        return required(result);
    }

    /** The result of a computation; none may be null. */
    static <T> T required(@Nullable T result) {
        if (result == null) {
            throw new IllegalStateException("a computation gave no result");
        }
        return result;
    }

    /**
     * Runs the computation unless its caller no longer waits.
     *
     * @param beforeRelease runs before the caller returns
     */
    void compute(Runnable beforeRelease) {
        try {
            if (!cancelled) {
                result = computation.call();
            }
        } catch (Throwable t) {
            failure = t;
        } finally {
            beforeRelease.run();
            done.countDown();
        }
    }

    /** Ends the call without a computation. */
    void abandon(CancellationException reason) {
        failure = reason;
        done.countDown();
    }
}
