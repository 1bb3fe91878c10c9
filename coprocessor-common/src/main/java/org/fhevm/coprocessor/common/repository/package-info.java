/**
 * The tables as both daemons see them. A repository is a thin object over one jOOQ context: made from
 * {@link org.fhevm.coprocessor.common.repository.Transactions} it works inside that transaction, made from the database's
 * own context each statement stands alone. Use cases own the transactions; no repository opens one.
 *
 * <p>Writing is idempotent throughout: a row that exists is kept as it is, because the same result has the same name
 * whoever computes it, and callers repeat requests until they succeed.
 *
 * <p>The statements by which workers claim and complete computations are theirs alone and lie in the worker's module.
 */
@NullMarked
package org.fhevm.coprocessor.common.repository;

import org.jspecify.annotations.NullMarked;
