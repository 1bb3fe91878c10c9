/**
 * The cold start of a worker: how long a fresh process takes until its first results. {@code benchmarks/cold-start}
 * starts it; the results are in {@code benchmarks/RESULTS.md}.
 */
@NullMarked
package org.fhevm.coprocessor.benchmarks.coldstart;

import org.jspecify.annotations.NullMarked;
