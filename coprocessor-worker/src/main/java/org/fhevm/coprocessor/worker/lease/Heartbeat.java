package org.fhevm.coprocessor.worker.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.fhevm.coprocessor.worker.background.BackgroundLoop;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.events.WorkerEvents;

/**
 * Renews a worker's leases, three times in each term, until it is closed. Removes the rows of workers that expired long
 * ago, in passing: every worker does, because those rows belong to workers that cannot.
 */
public final class Heartbeat implements AutoCloseable {
    private static final int RENEWALS_PER_TERM = 3;

    private final WorkerSession session;
    private final Duration lease;
    private final WorkerEvents events;
    private final BackgroundLoop loop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition renewed = lock.newCondition();
    private boolean renewedOnce;
    private long renewedAtNanos;

    /** @param watchdog told of every attempt to renew */
    public Heartbeat(WorkerSession session, Duration lease, WorkerEvents events, Watchdog watchdog) {
        this.session = session;
        this.lease = lease;
        this.events = events;
        this.loop = new BackgroundLoop("renew leases", this::renew, events, watchdog);
    }

    public void start() {
        loop.start();
    }

    /** The reason why this loop is unhealthy, if any; database failures are reported elsewhere. */
    public Optional<String> problem() {
        return loop.problem();
    }

    /**
     * Waits until leases taken now would hold.
     *
     * @return whether they would
     */
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
        loop.close();
    }

    private boolean isCurrent() {
        return renewedOnce && System.nanoTime() - renewedAtNanos < lease.toNanos();
    }

    private Duration renew() {
        // Counted from before the statement, so that this worker never trusts a lease longer than other workers do.
        long now = System.nanoTime();
        session.renew();
        events.databaseAnswered();
        lock.lock();
        try {
            renewedAtNanos = now;
            renewedOnce = true;
            renewed.signalAll();
        } finally {
            lock.unlock();
        }
        session.forgetTheLongGone();
        return lease.dividedBy(RENEWALS_PER_TERM);
    }
}
