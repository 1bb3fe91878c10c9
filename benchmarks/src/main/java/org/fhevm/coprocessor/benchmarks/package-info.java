/**
 * The cost of the queue without FHE. {@code benchmarks/queue} starts it; the results are in {@code
 * benchmarks/RESULTS.md}.
 */
@NullMarked
package org.fhevm.coprocessor.benchmarks;

import org.jspecify.annotations.NullMarked;
