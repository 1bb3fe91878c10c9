/** What the queue costs, without any FHE. Started by {@code benchmarks/queue}; results are in {@code benchmarks/RESULTS.md}. */
@NullMarked
package org.fhevm.coprocessor.benchmarks;

import org.jspecify.annotations.NullMarked;
