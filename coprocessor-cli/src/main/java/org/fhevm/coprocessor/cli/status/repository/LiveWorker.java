package org.fhevm.coprocessor.cli.status.repository;

import java.time.Duration;

/**
 * A worker that has a row in the database.
 *
 * @param name host and process
 * @param runningFor time since its start
 * @param leaseLeft time until its leases end unless it renews them; not positive if they have ended
 * @param held number of computations that it holds, among the oldest ones of the tenants that are shown
 */
public record LiveWorker(String name, Duration runningFor, Duration leaseLeft, int held) {
    /** Whether its leases hold. */
    public boolean isAlive() {
        return leaseLeft.isPositive();
    }
}
