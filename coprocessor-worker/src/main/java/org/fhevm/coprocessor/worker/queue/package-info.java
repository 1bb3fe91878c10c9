/**
 * A row of the queue: what it is, and how it is found, named and changed. The page {@code docs/queue.md} describes the
 * states of a row and the indexes of the table {@code computations}.
 *
 * <ul>
 *   <li><b>Naming.</b> Statements take names as two arrays
 *       ({@link org.fhevm.coprocessor.worker.queue.TenantHandleColumns}). Within a transaction, a statement finds a
 *       locked row by its locator, which saves a search of an index
 *       ({@link org.fhevm.coprocessor.worker.queue.RowLocators}).
 *   <li><b>Reading.</b> {@link org.fhevm.coprocessor.worker.queue.QueueRow} is a locked row with its name and measures;
 *       {@link org.fhevm.coprocessor.worker.queue.RowContents} reads the operands of such rows, within bounds.
 *   <li><b>Leases.</b> A {@link org.fhevm.coprocessor.worker.queue.Lease} is the right to write one outcome.
 *       {@link org.fhevm.coprocessor.worker.queue.LeaseMarks} begins and ends leases, and
 *       {@link org.fhevm.coprocessor.worker.queue.LeasedRow} says whether a lease still holds.
 *   <li><b>Ends.</b> {@link org.fhevm.coprocessor.worker.queue.CompletionMarks} and
 *       {@link org.fhevm.coprocessor.worker.queue.FailureMarks} write how a row ended.
 * </ul>
 *
 * <p>Statements run in the transaction of their caller.
 */
@NullMarked
package org.fhevm.coprocessor.worker.queue;

import org.jspecify.annotations.NullMarked;
