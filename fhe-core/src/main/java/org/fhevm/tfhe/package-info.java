/** TFHE over the 64-bit torus, interoperable with tfhe-rs 0.9. */
@NullMarked
package org.fhevm.tfhe;

import org.jspecify.annotations.NullMarked;
