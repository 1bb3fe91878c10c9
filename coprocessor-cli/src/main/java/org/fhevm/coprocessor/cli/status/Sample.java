package org.fhevm.coprocessor.cli.status;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state of the queue and of this process at one moment.
 *
 * @param backlog null if the database did not tell
 * @param results results of this process's worker, for each second since the previous sample
 * @param failures computations that its worker marked as failed, for each second since then
 * @param calls calls of its server, for each second since then
 */
record Sample(Instant at, @Nullable Backlog backlog, double results, double failures, double calls) {
    /**
     * The computations in the queue, of all tenants.
     *
     * @param claimable those that can be claimed or are in flight
     * @param waiting those known to wait for an input
     */
    record Backlog(long claimable, long waiting) {}
}
