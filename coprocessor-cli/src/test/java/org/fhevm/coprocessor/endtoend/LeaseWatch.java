package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Checks that no worker holds computations longer than a lease, and that a killed worker holds none once its lease must
 * have ended. For one thread.
 */
final class LeaseWatch {
    private final QueueView queue;
    private final Duration lease;
    private final Duration grace;
    private final List<Dead> dead = new ArrayList<>();

    /** A worker that was killed, and when its leases must have ended. */
    private record Dead(String nameEnding, long deadline) {}

    /** @param grace largest delay of the end of a lease */
    LeaseWatch(QueueView queue, Duration lease, Duration grace) {
        this.queue = queue;
        this.lease = lease;
        this.grace = grace;
    }

    void killed(WorkerProcess worker) {
        dead.add(new Dead(
                worker.nameEnding(), System.nanoTime() + lease.plus(grace).toNanos()));
    }

    void check() {
        assertThat(queue.number("select count(*) from workers where expires_at > now() + interval '"
                        + lease.plus(grace).toSeconds() + " s'"))
                .as("leases that are too long")
                .isZero();
        for (Dead worker : dead) {
            if (System.nanoTime() - worker.deadline > 0) {
                assertThat(queue.number("select count(*) from workers where expires_at > now() and name like '%"
                                + worker.nameEnding + "'"))
                        .as("leases of a dead worker")
                        .isZero();
            }
        }
    }
}
