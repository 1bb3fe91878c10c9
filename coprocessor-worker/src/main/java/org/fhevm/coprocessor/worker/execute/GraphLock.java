package org.fhevm.coprocessor.worker.execute;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * The lock of a {@link ComputationGraph}. It guards the graph and all that the graph consists of; their methods assert
 * that the calling thread holds it.
 */
final class GraphLock {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    void run(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    <T> T call(Supplier<T> action) {
        lock.lock();
        try {
            return action.get();
        } finally {
            lock.unlock();
        }
    }

    void assertHeld() {
        assert lock.isHeldByCurrentThread() : "the graph is used without its lock";
    }

    /** Lets waiting threads check their conditions again. */
    void signalChange() {
        changed.signalAll();
    }

    /**
     * Waits for a condition, which is checked under the lock.
     *
     * @return whether it was met in time
     */
    boolean await(BooleanSupplier condition, Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long remaining = longest.toNanos();
            while (!condition.getAsBoolean() && remaining > 0) {
                remaining = changed.awaitNanos(remaining);
            }
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }
}
