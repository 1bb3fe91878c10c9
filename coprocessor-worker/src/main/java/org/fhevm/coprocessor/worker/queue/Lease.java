package org.fhevm.coprocessor.worker.queue;

import org.fhevm.coprocessor.common.id.TenantHandle;

/**
 * The right to write the outcome of a computation.
 *
 * @param output the computation
 * @param epoch changes with each lease; results are written under the latest one only
 * @param attempts how often the infrastructure failed it before, at least 0
 */
public record Lease(TenantHandle output, int epoch, int attempts) {
    /** Attempts including the one that has just failed; the largest number stays. */
    public int attemptsWithThis() {
        return attempts == Integer.MAX_VALUE ? attempts : attempts + 1;
    }
}
