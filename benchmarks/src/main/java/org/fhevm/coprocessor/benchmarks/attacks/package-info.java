/**
 * Attacks on a server and a worker from outside, over the wire and through rows of the database, while a second tenant
 * keeps calling. {@code benchmarks/attacks} starts them; the results are in {@code benchmarks/RESULTS.md}.
 *
 * <p>{@link org.fhevm.coprocessor.benchmarks.attacks.AttackCatalog} lists the attacks, {@link
 * org.fhevm.coprocessor.benchmarks.attacks.AttackRun} runs one and judges it.
 */
@NullMarked
package org.fhevm.coprocessor.benchmarks.attacks;

import org.jspecify.annotations.NullMarked;
