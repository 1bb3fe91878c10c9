package org.fhevm.coprocessor.worker.claim;

import org.fhevm.coprocessor.worker.plan.Computation;
import org.fhevm.coprocessor.worker.queue.Lease;

/**
 * A computation that this worker has claimed.
 *
 * @param bytes memory that it takes until its result is stored
 */
public record ClaimedComputation(Computation computation, Lease lease, long bytes) {}
