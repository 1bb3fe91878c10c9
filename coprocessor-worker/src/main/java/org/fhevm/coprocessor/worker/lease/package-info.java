/**
 * What makes the leases of a worker last. {@link org.fhevm.coprocessor.worker.lease.WorkerSession} is the worker's row
 * in the table {@code workers}: all its leases hold while that row has not expired.
 * {@link org.fhevm.coprocessor.worker.lease.Heartbeat} renews the row on a connection of its own, and says whether a
 * lease taken now would hold.
 */
@NullMarked
package org.fhevm.coprocessor.worker.lease;

import org.jspecify.annotations.NullMarked;
