/**
 * Taking work from the queue. The page {@code docs/queue.md} describes the queue for engineers: the states of a row,
 * the steps of a claim, the indexes, and a reference worker on the same table. This chapter gives the ideas.
 *
 * <h2>What must hold</h2>
 *
 * Every computation whose inputs are or become available is completed in the end, by one worker in effect. Taking the
 * next batch costs the same with a thousand rows pending as with a million.
 *
 * <h2>The ideas</h2>
 *
 * <ul>
 *   <li><b>Order.</b> Servers insert producers before consumers, and a partial index keeps the oldest claimable rows of
 *       each tenant within reach ({@code Candidates}). {@link org.fhevm.coprocessor.worker.claim.FairScheduler} decides
 *       which tenant is served next.
 *   <li><b>Leases.</b> A claim ({@link org.fhevm.coprocessor.worker.claim.Claimer}) is one short transaction
 *       ({@code ClaimTransaction}): it locks candidates, skips rows that others have locked, and writes its worker's id
 *       into the rows that it takes. One row per worker makes all its leases last
 *       ({@link org.fhevm.coprocessor.worker.lease.Heartbeat}). An epoch, which each claim increases, keeps a worker
 *       that lost its lease from writing.
 *   <li><b>Readiness.</b> All inputs of a claim are looked up in one statement ({@code InputStates}), and
 *       {@link org.fhevm.coprocessor.worker.plan.Readiness} sorts the rows. A stored result is available, whatever the
 *       row of its name says.
 *   <li><b>Blocked rows.</b> A row that is not ready is marked with one input that it waits for and leaves the index of
 *       candidates. A claim commits its marks and then has the inputs checked again; a completer commits its results
 *       and then has marks removed. The later of the two commits sees the other. The package
 *       {@link org.fhevm.coprocessor.worker.blocked} does both second steps.
 *   <li><b>Failure.</b> A failed input fails its consumers one claim at a time, with the cause named. A malformed row
 *       fails with its own reason ({@code RowTriage}).
 *   <li><b>Quarantine.</b> Rows under which workers died are taken alone, and given up after a few more losses. Once a
 *       worker has fallen silent, claims record what they read ({@code ClaimReadings}), so that a row that kills its
 *       reader is found too.
 *   <li><b>Doubt.</b> A claim whose commit had no answer may hold leases; they are given back before anything else is
 *       claimed ({@code InDoubtLeases}).
 * </ul>
 */
@NullMarked
package org.fhevm.coprocessor.worker.claim;

import org.jspecify.annotations.NullMarked;
