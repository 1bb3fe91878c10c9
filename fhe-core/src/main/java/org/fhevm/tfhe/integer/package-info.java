/**
 * Integers of any width as lists of blocks, least significant block first.
 *
 * <p>Width is data: a 64-bit integer is a {@link org.fhevm.tfhe.integer.RadixCiphertext} of 32 blocks, a boolean one of
 * a single block whose value is 0 or 1.
 *
 * <p>There is a class for each family of operations. An operation is straight code: it puts together
 * {@linkplain org.fhevm.tfhe.integer.LinearCombination sums of blocks}, requests tables at them in a
 * {@linkplain org.fhevm.tfhe.integer.Round round}, runs the round, and continues with the results. Additions are free
 * and bootstraps are not, so an operation does as much as possible between two rounds: sums as large as a table takes
 * and as noisy as a bootstrap takes, several results from one rotation, values that stay sums for the next round.
 */
@NullMarked
package org.fhevm.tfhe.integer;

import org.jspecify.annotations.NullMarked;
