package org.fhevm.tfhe.zk.curve;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Divides independent tasks among threads. The caller works too, so that all tasks finish even if no other thread is
 * free.
 *
 * @param executor runs helpers
 * @param helpers threads besides the caller; 0 for none
 */
public record Workers(Executor executor, int helpers) {
    /** The caller alone. */
    public static final Workers NONE = new Workers(Runnable::run, 0);

    /**
     * Runs tasks 0 to {@code count − 1}, each once, and returns when all are done.
     *
     * <p>A helper that starts late finds nothing left and ends at once; the caller does not wait for helpers that have
     * not started. If a task fails, those not begun are left out, and its exception is thrown.
     */
    public void run(int count, IntConsumer task) {
        Round round = new Round(count, task);
        int asked = Math.min(helpers, count - 1);
        for (int i = 0; i < asked; i++) {
            executor.execute(round::work);
        }
        round.work();
        round.await();
    }

    /** The tasks of one call. */
    private static final class Round {
        private final int count;
        private final IntConsumer task;
        private final AtomicInteger next = new AtomicInteger();
        private final CountDownLatch open;
        private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        private final AtomicReference<@Nullable Error> error = new AtomicReference<>();

        Round(int count, IntConsumer task) {
            this.count = count;
            this.task = task;
            this.open = new CountDownLatch(count);
        }

        void work() {
            for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                try {
                    if (failure.get() == null && error.get() == null) {
                        task.accept(i);
                    }
                } catch (RuntimeException e) {
                    failure.compareAndSet(null, e);
                } catch (Error e) {
                    error.compareAndSet(null, e);
                } finally {
                    open.countDown();
                }
            }
        }

        void await() {
            boolean interrupted = false;
            while (true) {
                try {
                    open.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            Error thrown = error.get();
            if (thrown != null) {
                throw thrown;
            }
            RuntimeException failed = failure.get();
            if (failed != null) {
                throw failed;
            }
        }
    }
}
