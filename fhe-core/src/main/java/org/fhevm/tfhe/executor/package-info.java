/**
 * The executors of bootstraps: a pool of threads takes rounds of independent bootstraps from many operations at once.
 *
 * <p>An operation is plain sequential code that hands a round of jobs to a
 * {@link org.fhevm.tfhe.executor.BootstrapExecutor} and waits. The pool mixes the rounds of all operations under one
 * key into batches, because one pass over a bootstrapping key serves a whole batch. {@code BatchQueue} decides what is
 * served next, {@code HelpExchange} which idle thread helps with a single bootstrap, and
 * {@link org.fhevm.tfhe.executor.FhePool} owns the threads and the lock. A
 * {@link org.fhevm.tfhe.executor.CountingExecutor} counts the bootstraps of one computation among all others.
 */
@NullMarked
package org.fhevm.tfhe.executor;

import org.jspecify.annotations.NullMarked;
