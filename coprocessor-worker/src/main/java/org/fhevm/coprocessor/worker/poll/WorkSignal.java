package org.fhevm.coprocessor.worker.poll;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A bell. The next wait hears all rings since the last one as a single ring. */
public final class WorkSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private boolean pending;

    /** Wakes a waiting thread, or lets the next wait end at once. */
    public void ring() {
        lock.lock();
        try {
            pending = true;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a ring.
     *
     * @return whether the bell rang in time
     */
    public boolean await(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long remaining = longest.toNanos();
            while (!pending && remaining > 0) {
                remaining = rung.awaitNanos(remaining);
            }
            boolean heard = pending;
            pending = false;
            return heard;
        } finally {
            lock.unlock();
        }
    }
}
