/**
 * Runs claimed computations. The computations in flight are one graph that grows with every claim and shrinks with
 * every result written; there is no boundary between batches. A computation starts when its inputs have values, and
 * short chains of a tenant start before its long ones ({@code StartQueue}).
 *
 * <p>A value that a computation in flight produces goes to its consumers in memory, as it is. A stored value is
 * decompressed once for all its consumers in all claims, and values recently used or produced stay decompressed in a
 * bounded {@linkplain org.fhevm.coprocessor.worker.execute.ValueCache cache}, since decompressing costs about as much
 * as an addition. A result is compressed after its consumers have received the value. Nothing keeps the inputs of a
 * computed value in memory.
 *
 * <p>Each computation has its {@linkplain org.fhevm.coprocessor.worker.plan.Footprint share of memory} from being
 * claimed to being stored, and beyond that as long as consumers in flight need its value. When the shares are used up,
 * the worker claims no more. So values that wait for compression, however fast they arise, and for the database,
 * however long it is away, are bounded in bytes. No computation in flight ever waits for memory: two of them could wait
 * for each other.
 *
 * <p>Each computation is a virtual thread that waits for the evaluator, whose own threads do the work. The number that
 * run at once is bounded by what keeps those threads busy, so that memory is bounded and the order above matters.
 *
 * <p><b>Failure.</b> A computation that fails for good takes its consumers in flight along, with the cause named. If
 * the infrastructure failed a computation, its consumers return to the queue.
 */
@NullMarked
package org.fhevm.coprocessor.worker.execute;

import org.jspecify.annotations.NullMarked;
