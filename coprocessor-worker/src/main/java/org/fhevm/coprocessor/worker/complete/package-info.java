/**
 * Writing what became of computations. Outcomes are queued as they occur and written by one thread, all that have gathered
 * while the previous transaction ran in the next one: an idle worker writes each result at once, a busy one writes batches,
 * and nobody waits for a timer.
 *
 * <p>A transaction locks the rows whose leases this worker still has, and writes those: ciphertext and completion together.
 * What was written before, when the answer to a commit was lost, is recognized.
 * A row that a worker of the reference has locked meanwhile is tried again later; a lease that is lost is reported and
 * nothing is written under it. A result that the database refuses for what it is becomes the failure of its computation, and
 * the rest of its batch is written without it. While the database is away, outcomes wait in memory, which is bounded because no further
 * work is claimed.
 */
@NullMarked
package org.fhevm.coprocessor.worker.complete;

import org.jspecify.annotations.NullMarked;
