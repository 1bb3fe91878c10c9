/**
 * Writing the outcomes of computations. Outcomes are queued as they occur, and one thread writes them: each transaction
 * takes all that gathered while the previous one ran. An idle worker writes each result at once, a busy one writes
 * batches, and no result waits for a timer.
 *
 * <p>A transaction locks the rows whose leases this worker still has, and writes ciphertext and completion together. It
 * recognizes outcomes that were written before, when a commit had no answer. A row that a reference worker has locked
 * meanwhile is tried again later; a lost lease is reported, and nothing is written under it. If the database refuses a
 * result because of its content, the computation fails with that reason, and the rest of the batch is written without
 * it. While the database is away, outcomes wait in memory, which is bounded because no further work is claimed.
 */
@NullMarked
package org.fhevm.coprocessor.worker.complete;

import org.jspecify.annotations.NullMarked;
