/** Polynomials modulo {@code X^N + 1} with torus words as coefficients. */
@NullMarked
package org.fhevm.tfhe.math.polynomial;

import org.jspecify.annotations.NullMarked;
