package org.fhevm.coprocessor.worker.poll;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A bell: rings between two waits are heard as one by the next wait. */
public final class WorkSignal {
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private boolean pending;

    /** Wakes the one who waits, or lets the next wait end at once. */
    public void ring() {
        lock.lock();
        try {
            pending = true;
            rung.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whether the bell rang before the time was up. */
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
