/**
 * Taking work from the queue.
 *
 * <h2>What must hold</h2>
 *
 * Every computation whose inputs are or become available is completed in the end, by one worker in effect, whoever
 * inserted it and whoever computes beside us; and taking the next batch costs the same with a thousand rows pending as with
 * a million.
 *
 * <h2>Order</h2>
 *
 * Servers insert a request in dependency order and accept a computation only when its inputs are known. The column
 * {@code submission}, a sequence, therefore puts producers before consumers, within requests and across them. A worker that
 * reads a tenant's rows in this order meets a row whose inputs it cannot have only where somebody else is at work on them.
 * The order is kept by a partial index over rows that are neither finished nor known to wait, tenant first: the oldest rows
 * of each tenant are found without touching the rest, however unequal their queues are. Who gets how much of a claim is said
 * by {@link org.fhevm.coprocessor.worker.claim.FairShares}: by priority, then by weight, then by age.
 *
 * <h2>Leases</h2>
 *
 * A claim is one short transaction. It locks candidate rows, skipping those that others have locked: our own workers for
 * milliseconds, the reference's for as long as they compute. It judges them and writes its worker's id into those it takes.
 * What makes the lease last is one row per worker in {@code workers}, renewed by a heartbeat, not a date in each
 * computation: a heartbeat that had to update computations would wait behind the locks of a reference worker. A worker
 * that falls silent loses all it holds at once; one that shuts down deletes its row and so returns everything. The epoch,
 * counted up by each claim, is checked with the owner whenever a result is written, so that a worker that was paused
 * beyond its lease cannot write over its successor.
 *
 * <p>Lease columns are in no index. Claiming a row is thus an update in place, and leased rows are passed over at the head
 * of the index: there are never more of them than all workers together hold.
 *
 * <p>A claim that fails may have been committed all the same, when the connection broke between the commit and its answer. Nobody
 * would compute what it took, and the heartbeat would keep it for as long as the worker lives: such leases are given back before
 * anything else is claimed ({@code DoubtfulLeases}).
 *
 * <p>A lease that ran out with its worker is counted on the row when another takes it. Most such workers were simply
 * stopped; but a computation may be why, and would take one worker after the other down. After two losses a computation is
 * therefore a suspect: it is left out of claims, and taken with nothing else in hand. That clears its neighbours, and after a
 * few more losses it is given up with an error.
 *
 * <p>A claim locks rows by name and measure, and reads what they say in a second statement: a worker that dies of what it reads
 * would lose its locks, and with them every trace. Once a worker has fallen silent, claims therefore record beforehand what they
 * read ({@code ClaimReadings}), and losses are counted from the records as from leases.
 *
 * <h2>Readiness</h2>
 *
 * A claim asks for each input of its candidates once, in one statement, and sorts the candidates by
 * {@link org.fhevm.coprocessor.worker.plan.Readiness}. What this worker is computing already counts as available: a consumer
 * joins the graph in memory and never reads what it needs from the database. So the cost is that of the claimed rows and
 * their edges, whatever shape the graph has.
 *
 * <p>A result that is stored is available, whatever its row says: an upload or trivial encryption may have stored it under the
 * name of a computation. The claim sees that when it locks the row, marks the row as completed without computing it, and
 * consumers read the stored value, those of the same claim too. Such a row is therefore no edge of the graph: no failure
 * passes through it, and no circle.
 *
 * <p>A candidate that is not ready must not be met again by every claim. It is marked with <em>one</em> input that it waits
 * for ({@code waits_for}) and thereby leaves the index of candidates. When that input exists the mark is removed, the row
 * is met again, and may be marked with another input. This is the watched literal of SAT solvers: a row costs as many
 * updates as it has inputs, at most, and a new result finds the rows to look at by one index probe, where a count of
 * missing inputs would have to be kept right by everyone who writes. Since each row has one mark, the marks form a forest;
 * following them from the rows being claimed to those that wait for them, a claim takes whole chains and joins with it.
 *
 * <h2>No wake-up is lost</h2>
 *
 * Marking and completing may cross: the row is found not ready, the input arrives, the row is marked. Both sides therefore
 * first publish and then look: a marker commits its mark and then checks the inputs again; a completer commits its result
 * and then removes marks. Whichever commits last sees the other. The second step is left to
 * {@link org.fhevm.coprocessor.worker.claim.WakeUps}, which goes on until it has succeeded and holds up nobody, however many
 * rows wait for one result. What remains are those who do not remove marks (workers of the reference, or one of ours that died
 * between its commit and its look), rows that were locked at that moment, and inputs that arrive otherwise. For them each worker
 * {@linkplain org.fhevm.coprocessor.worker.claim.WaitingWalk walks} round the marks, a bounded number at each poll, and removes
 * those whose input exists or has failed.
 *
 * <p>A row that is woken for the same input again and again was woken in vain. After a few times it is woken after pauses that
 * double ({@code WakeUpBackoff}), so that no state of the database keeps workers busy.
 *
 * <h2>Failure</h2>
 *
 * An input that failed for good is found like any other answer about an input; the candidate is then failed with the cause
 * named, which in turn removes the marks of those who wait for it. No transaction has to walk a graph of unbounded size. A
 * failure also removes the marks of rows that have the failed input but wait for another one, which may never come: else it would
 * depend on the order of rows whether such a row fails or waits. The index over {@code dependencies} finds them. (If a worker dies
 * between a failure and this step, such a row goes on waiting for its other input.)
 *
 * <p>A row that can never be computed says so itself: one that makes no sense when it is met, and one that depends on itself
 * when the walk has followed the marks {@linkplain org.fhevm.coprocessor.worker.claim.CircularDependencies round the circle}.
 * An input that has merely not been announced is waited for: without limit, as only its sender knows whether it will come, unless
 * the server accepted the computation on condition that the input comes in time ({@code OverdueInputs}).
 */
@NullMarked
package org.fhevm.coprocessor.worker.claim;

import org.jspecify.annotations.NullMarked;
