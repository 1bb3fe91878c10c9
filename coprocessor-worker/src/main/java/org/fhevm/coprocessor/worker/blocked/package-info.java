/**
 * Rows that wait for an input. The page {@code docs/queue.md} says why no wake-up is lost, and what happens to rows
 * that are woken in vain.
 *
 * <ul>
 *   <li><b>Marks.</b> A blocked row names one input that it waits for, and is no candidate meanwhile: the watched
 *       literal of SAT solvers ({@link org.fhevm.coprocessor.worker.blocked.BlockedMarks}).
 *   <li><b>Wake-ups.</b> {@link org.fhevm.coprocessor.worker.blocked.Unblocker} removes marks in the background when it
 *       is told of a result, a failure or a newly marked row. {@code WakeUpBackoff} slows down wake-ups in vain.
 *   <li><b>Scan.</b> {@link org.fhevm.coprocessor.worker.blocked.BlockedScan} reads all awaited inputs, a bounded
 *       number at each step, and finds arrivals that were not announced.
 *   <li><b>Rows that cannot end otherwise.</b> The scan fails rows that depend on themselves
 *       ({@code CircularDependencies}), and rows whose unknown input is overdue ({@code OverdueInputs}).
 * </ul>
 */
@NullMarked
package org.fhevm.coprocessor.worker.blocked;

import org.jspecify.annotations.NullMarked;
