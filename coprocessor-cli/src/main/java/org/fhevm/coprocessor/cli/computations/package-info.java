/**
 * Commands about computations for operators: they list them, explain why one is not done, and retry failed ones.
 *
 * <p>{@code repository} contains the SQL. {@link org.fhevm.coprocessor.cli.computations.Dependencies} reads the
 * unfinished inputs of a computation, level by level; {@link org.fhevm.coprocessor.cli.computations.RootCauses} finds
 * those that all others wait for.
 */
@NullMarked
package org.fhevm.coprocessor.cli.computations;

import org.jspecify.annotations.NullMarked;
