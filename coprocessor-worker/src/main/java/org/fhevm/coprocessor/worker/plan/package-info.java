/**
 * From rows to a graph. A row of the queue is bytes that another program wrote.
 * {@link org.fhevm.coprocessor.worker.plan.RowDecoding} turns it into a
 * {@link org.fhevm.coprocessor.worker.plan.QueuedComputation} or says why that is impossible.
 * {@link org.fhevm.coprocessor.worker.plan.Readiness} sorts a set of computations, given the state of their inputs,
 * into those that can be computed together now, those that wait for an input, and those that can never be computed.
 * {@link org.fhevm.coprocessor.worker.plan.CriticalPath} says how long they take, and
 * {@link org.fhevm.coprocessor.worker.plan.Footprint} how much memory each takes.
 *
 * <p>Nothing here touches a database, a key or a clock.
 */
@NullMarked
package org.fhevm.coprocessor.worker.plan;

import org.jspecify.annotations.NullMarked;
