/**
 * From rows to a graph. A row of the queue is bytes that others wrote; {@link org.fhevm.coprocessor.worker.plan.RowDecoding}
 * makes a {@link org.fhevm.coprocessor.worker.plan.Computation} of it or says what is wrong. A set of computations, with
 * what is known of their inputs, is sorted by {@link org.fhevm.coprocessor.worker.plan.Readiness} into what can be computed
 * together now, what has to wait and for what, and what can never be computed.
 * {@link org.fhevm.coprocessor.worker.plan.CriticalPath} says what to begin with, and
 * {@link org.fhevm.coprocessor.worker.plan.Footprint} how much memory each takes.
 *
 * <p>Nothing here touches a database, a key or a clock.
 */
@NullMarked
package org.fhevm.coprocessor.worker.plan;

import org.jspecify.annotations.NullMarked;
