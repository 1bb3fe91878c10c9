/**
 * Integers of any width as lists of blocks, least significant block first, and the lists in which they travel.
 *
 * <p>Width is data: a 64-bit integer is a {@link org.fhevm.tfhe.integer.RadixCiphertext} of 32 blocks, a boolean one of a
 * single block whose value is 0 or 1.
 */
@NullMarked
package org.fhevm.tfhe.integer;

import org.jspecify.annotations.NullMarked;
