/**
 * The steps of TFHE over flat arrays: keyswitch, modulus switch, blind rotation, sample extraction, packing.
 *
 * <p>Every step takes its key, its input, its output and its scratch, in this order, and has no state. An LWE
 * ciphertext is an array of n mask words followed by the body; a GLWE ciphertext is k mask polynomials followed by the
 * body polynomial. Scratch belongs to one thread.
 *
 * <p>References: I. Chillotti, N. Gama, M. Georgieva, M. Izabachène, "TFHE: Fast Fully Homomorphic Encryption over the
 * Torus", Journal of Cryptology 33 (2020), ePrint 2018/421; M. Joye, "SoK: Fully Homomorphic Encryption over the
 * [Discretized] Torus", ePrint 2021/1402.
 */
@NullMarked
package org.fhevm.tfhe.core.algorithm;

import org.jspecify.annotations.NullMarked;
