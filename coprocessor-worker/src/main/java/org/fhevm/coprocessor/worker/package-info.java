/**
 * The worker daemon: takes computations from the queue, computes them under the tenants' keys, and writes the results
 * back.
 *
 * <pre>
 *   poll ──► claim ──► plan ──► execute ──► complete
 *   wait     lease a   graph    compute     write under
 *            batch              in memory   the lease
 * </pre>
 *
 * Below the stages, {@code queue} reads and changes rows, {@code blocked} wakes rows that wait for an input,
 * {@code lease} makes leases last, {@code keys} says which tenants can be served, and
 * {@code trace} makes spans of computations.
 *
 * <p>The worker claims more as soon as fewer computations run, or could run, than keep its FHE threads busy. It leaves
 * the rest of the queue to other workers.
 *
 * <p>Each stage is a package with a description of its own. {@link org.fhevm.coprocessor.worker.ClaimLoop} joins them,
 * and {@link org.fhevm.coprocessor.worker.WorkerDaemon} starts and stops them. No transaction is open while FHE runs,
 * and all state that matters is in the database: a worker can be killed at any moment, and any number of workers can
 * share one queue.
 */
@NullMarked
package org.fhevm.coprocessor.worker;

import org.jspecify.annotations.NullMarked;
