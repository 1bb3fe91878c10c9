/**
 * Measures the engine on this machine, for operators who choose machines and numbers of threads.
 *
 * <p>A measured computation is a {@link org.fhevm.coprocessor.cli.bench.Workload}. {@link
 * org.fhevm.coprocessor.cli.bench.Stopwatch} times it alone on an idle pool, {@link
 * org.fhevm.coprocessor.cli.bench.Saturation} many of it at once. Every measurement ends with decrypting its results: a
 * fast machine that computes wrongly is of no use. The resulting {@link org.fhevm.coprocessor.cli.bench.BenchReport} is
 * printed as a table, and written as JSON and as a chart.
 *
 * <p>The benchmarks module compares versions of the engine with each other, with JMH.
 */
@NullMarked
package org.fhevm.coprocessor.cli.bench;

import org.jspecify.annotations.NullMarked;
