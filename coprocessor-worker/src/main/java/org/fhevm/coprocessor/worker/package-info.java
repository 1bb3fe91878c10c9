/**
 * The worker daemon: takes computations from the queue, computes them under the tenants' keys, and writes the results back.
 *
 * <pre>
 *   poll ──► claim ──► plan ──► execute ──► complete
 *   wait     lease a   graph    compute     write under
 *            batch              in memory   the lease
 *                       keys: the tenants' keys, shared by all of it
 * </pre>
 *
 * More is claimed as soon as fewer computations run, or could, than keep the FHE threads busy, while they still are; what is not
 * claimed is there for other workers.
 *
 * <p>Each stage is a package with a description of its own; {@link org.fhevm.coprocessor.worker.ClaimLoop} joins them and
 * {@link org.fhevm.coprocessor.worker.WorkerDaemon} starts and stops the lot. No transaction is open while anything is
 * computed, and no state matters that is not in the database: a worker can be killed at any moment, and any number of them
 * can share one queue.
 */
@NullMarked
package org.fhevm.coprocessor.worker;

import org.jspecify.annotations.NullMarked;
