/**
 * Computing what was claimed. The computations in flight are one graph that grows with every claim and shrinks with
 * every result written; there is no boundary between batches. A computation starts when its inputs have values, older
 * claims first and within a claim the longest remaining chain first.
 *
 * <p>A value that a computation in flight produces goes to its consumers in memory, as it is. A stored one is
 * decompressed once, however many consumers it has in whatever claims, and values recently used or produced stay
 * decompressed in a bounded {@linkplain org.fhevm.coprocessor.worker.execute.ValueCache cache}, since decompressing
 * costs about as much as an addition. Compressing a result comes after its consumers were let go. Nothing keeps what a
 * value was computed from.
 *
 * <p>Each computation has its {@linkplain org.fhevm.coprocessor.worker.plan.Footprint share of memory} from being
 * claimed to being stored, and beyond that as long as consumers in flight need its value. When the shares are used up,
 * nothing is claimed. So values that wait for compression, however fast they arise, and the database, however long it
 * is away, are bounded in bytes; and nothing in flight ever waits for memory, which could be for each other.
 *
 * <p>Each computation is a virtual thread that waits for the evaluator, whose own threads do the work. The number that
 * compute at once is bounded by what keeps those threads busy, so that memory is bounded and the order above matters.
 *
 * <p><b>Failure.</b> What fails for good takes along the consumers in flight, with the cause named; what the
 * surroundings failed sends its consumers back to the queue.
 */
@NullMarked
package org.fhevm.coprocessor.worker.execute;

import org.jspecify.annotations.NullMarked;
