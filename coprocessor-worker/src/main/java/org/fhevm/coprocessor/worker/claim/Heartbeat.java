package org.fhevm.coprocessor.worker.claim;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.jooq.exception.DataAccessException;

/** Renews a worker's leases, three times in each term, as long as the process lives. */
public final class Heartbeat implements AutoCloseable {
    private static final int RENEWALS_PER_TERM = 3;

    private final WorkerSession session;
    private final Duration lease;
    private final WorkerEvents events;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(1));
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = Thread.ofVirtual().name("heartbeat").unstarted(this::run);
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition renewed = lock.newCondition();
    private boolean renewedOnce;
    private long renewedAtNanos;

    public Heartbeat(WorkerSession session, Duration lease, WorkerEvents events) {
        this.session = session;
        this.lease = lease;
        this.events = events;
    }

    public void start() {
        thread.start();
    }

    /** Waits until leases taken now would hold; whether that is so. */
    public boolean awaitCurrent(Duration longest) throws InterruptedException {
        lock.lock();
        try {
            long remaining = longest.toNanos();
            while (!isCurrent() && remaining > 0) {
                remaining = renewed.awaitNanos(remaining);
            }
            return isCurrent();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isCurrent() {
        return renewedOnce && System.nanoTime() - renewedAtNanos < lease.toNanos();
    }

    private void run() {
        int failures = 0;
        Duration pause;
        try {
            do {
                failures = renew() ? 0 : failures + 1;
                pause = failures == 0 ? lease.dividedBy(RENEWALS_PER_TERM) : backoff.after(failures);
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean renew() {
        // Counted from before the statement, so that we never believe in a lease longer than others do.
        long now = System.nanoTime();
        try {
            session.renew();
        } catch (DataAccessException e) {
            events.databaseFailed("renew leases", e);
            return false;
        }
        events.databaseAnswered();
        lock.lock();
        try {
            renewedAtNanos = now;
            renewedOnce = true;
            renewed.signalAll();
        } finally {
            lock.unlock();
        }
        return true;
    }
}
