package org.fhevm.coprocessor.worker.claim;

import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.queue.Lease;

/**
 * A computation that this worker has claimed.
 *
 * @param submission position in the queue; {@link Long#MAX_VALUE} if the row was inserted without one
 * @param bytes memory that it takes until its result is stored
 */
public record ClaimedComputation(QueuedComputation computation, long submission, Lease lease, long bytes) {}
