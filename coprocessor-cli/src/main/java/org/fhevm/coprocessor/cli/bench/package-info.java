/**
 * Measures the engine on the machine at hand, for operators who choose machines and numbers of threads.
 *
 * <p>What is measured is a {@link org.fhevm.coprocessor.cli.bench.Workload}. {@link org.fhevm.coprocessor.cli.bench.Stopwatch}
 * times it alone on an idle pool, {@link org.fhevm.coprocessor.cli.bench.Saturation} many of it at once. Every measure ends
 * with decrypting what it computed: a fast machine that computes wrongly is of no use. The {@link
 * org.fhevm.coprocessor.cli.bench.BenchReport} that comes out is printed as a table, and written as JSON and as a chart.
 *
 * <p>Comparisons of one version of the engine with another are the benchmarks module's, which measures with JMH.
 */
@NullMarked
package org.fhevm.coprocessor.cli.bench;

import org.jspecify.annotations.NullMarked;
