/**
 * Computations in the words of their clients. A {@link org.fhevm.coprocessor.common.computation.Computation} names its
 * result, an operation, and {@link org.fhevm.coprocessor.common.computation.Operand}s: handles and scalars. Server and
 * worker share it. Other forms have something that this one lacks:
 *
 * <ul>
 *   <li>The server's {@code SubmittedComputation} is what a message says, before any check: its operation may be any
 *       number, its handles of any length, and an operand may be missing.
 *   <li>{@link org.fhevm.coprocessor.common.computation.TypedComputation} adds the type of the result. The server
 *       stores this form.
 *   <li>The worker's {@code QueuedComputation} is read from a row, so it has a tenant and the type that the row
 *       announces. Its {@code ClaimedComputation} adds a lease.
 *   <li>The command line's {@code StoredComputation} is a row as it stands, whether or not a computation can be read
 *       from it, with its progress.
 *   <li>The engine's {@code FheOperand} has the encrypted value itself instead of a handle.
 * </ul>
 *
 * <p>{@link org.fhevm.coprocessor.common.computation.OperationTyping} derives the type of a result from the engine's
 * table of operations and the types of the operands: for the server, which knows the types that are announced, and for
 * the worker, which has the values. {@link org.fhevm.coprocessor.common.computation.OperationErrorText} states an error
 * in the words that clients of the original coprocessor match on; the server answers them, and the worker writes them
 * to the row.
 */
@NullMarked
package org.fhevm.coprocessor.common.computation;

import org.jspecify.annotations.NullMarked;
