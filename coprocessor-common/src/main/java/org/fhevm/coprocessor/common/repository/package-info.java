/**
 * The tables as both daemons see them. A repository is a thin object over one jOOQ context. With the context that
 * {@link org.fhevm.coprocessor.common.repository.Transactions} passes, it works inside that transaction; with the
 * database's own context, each of its statements is a transaction. Use cases own the transactions; no repository opens
 * one.
 *
 * <p>Writing is idempotent throughout: a row that exists is kept as it is, because the same result has the same handle,
 * whichever worker computes it, and callers repeat requests until they succeed.
 *
 * <p>The statements with which workers claim and complete computations are in the worker's module.
 *
 * <h2>How a statement says that a row is pending</h2>
 *
 * The reference's indexes on {@code is_completed} and {@code is_error} lead to every pending row, and a planner whose
 * statistics are from a time when nothing was pending believes that this is one row. No statement of ours may therefore
 * name a condition that these indexes match, nor one by which an index of the queue looks as good as the key:
 *
 * <ul>
 *   <li>A statement that walks an index of the queue says {@code not greatest(is_completed, is_error)}, as the index
 *       does, and asks for its order.
 *   <li>A statement that names a row by key or {@code ctid} says {@code least(not is_completed, not is_error)}, which
 *       means the same, and which no index has.
 *   <li>One that wants failed rows says {@code least(is_error, not is_completed)}, and {@code is_error} as well if the
 *       reference's index is to lead it to them.
 * </ul>
 */
@NullMarked
package org.fhevm.coprocessor.common.repository;

import org.jspecify.annotations.NullMarked;
