/**
 * Taking work from the queue. The page {@code docs/queue.md} describes the queue for engineers: the states of a row,
 * the steps of a claim, the indexes, and a reference worker on the same table. This chapter says the idea.
 *
 * <h2>What must hold</h2>
 *
 * Every computation whose inputs are or become available is completed in the end, by one worker in effect; and taking
 * the next batch costs the same with a thousand rows pending as with a million.
 *
 * <h2>The idea</h2>
 *
 * <ul>
 *   <li><b>Order.</b> Servers insert producers before consumers, and a partial index keeps the oldest claimable rows
 *       of each tenant within reach. {@link org.fhevm.coprocessor.worker.claim.FairShares} decides which tenant is
 *       served next.
 *   <li><b>Leases.</b> A claim ({@link org.fhevm.coprocessor.worker.claim.Claimer}) is one short transaction: it locks
 *       candidates, skips rows that others have locked, and writes its worker's id into the rows that it takes. One
 *       row per worker makes all its leases last ({@link org.fhevm.coprocessor.worker.claim.Heartbeat}); an epoch,
 *       counted up by each claim, keeps a worker that lost its lease from writing.
 *   <li><b>Readiness.</b> All inputs of a claim are looked up in one statement, and
 *       {@link org.fhevm.coprocessor.worker.plan.Readiness} sorts the rows. A stored result is available, whatever the
 *       row of its name says.
 *   <li><b>Blocked rows.</b> A row that is not ready is marked with one input that it waits for and leaves the index
 *       of candidates: the watched literal of SAT solvers. A new result finds the rows behind it by one index probe.
 *   <li><b>No wake-up is lost.</b> A claim commits its marks and then checks the inputs again; a completer commits its
 *       results and then removes marks. Whichever commits last sees the other.
 *       {@link org.fhevm.coprocessor.worker.claim.WakeUps} does the second step in the background, and
 *       {@link org.fhevm.coprocessor.worker.claim.WaitingWalk} scans for arrivals that were not announced.
 *   <li><b>Failure.</b> A failed input fails its consumers one claim at a time, with the cause named. Rows that depend
 *       on themselves ({@code CircularDependencies}), whose input is overdue ({@code OverdueInputs}) or that are
 *       malformed fail with their own reason.
 *   <li><b>Quarantine.</b> Rows under which workers died are taken alone, and given up after a few more losses. Once a
 *       worker has fallen silent, claims record what they read ({@code ClaimReadings}), so that a row that kills its
 *       reader is found too.
 *   <li><b>Doubt.</b> A claim whose commit had no answer may hold leases; they are given back before anything else is
 *       claimed ({@code DoubtfulLeases}).
 * </ul>
 */
@NullMarked
package org.fhevm.coprocessor.worker.claim;

import org.jspecify.annotations.NullMarked;
