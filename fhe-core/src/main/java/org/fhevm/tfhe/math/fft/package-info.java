/** The negacyclic transform: products of polynomials modulo {@code X^N + 1} by {@code N/2} complex points. */
@NullMarked
package org.fhevm.tfhe.math.fft;

import org.jspecify.annotations.NullMarked;
