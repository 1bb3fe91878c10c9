/**
 * What operators ask about computations: which there are, why one is not done, and to try failed ones again.
 *
 * <p>{@code repository} speaks SQL; here is what follows from the rows. {@link
 * org.fhevm.coprocessor.cli.computations.Dependencies} is what a computation needs, as far up as it is not there yet, and
 * {@link org.fhevm.coprocessor.cli.computations.RootCauses} what in it everything else waits for.
 */
@NullMarked
package org.fhevm.coprocessor.cli.computations;

import org.jspecify.annotations.NullMarked;
