/**
 * Keys and ciphertexts in the layout of the tfhe-rs 0.9 files: flat arrays with their shapes.
 *
 * <p>Every entity is a holder. It checks that its array has the length of its shape, answers questions about the shape,
 * and does nothing else; algorithms are in {@code core.algorithm}, bytes in {@code serialization}. Arrays are
 * <em>borrowed</em>, not copied on the way in or out, because keys have tens of megabytes. The caller that makes an
 * entity must not write to its array afterwards, and a caller that takes the array must only read it.
 *
 * <p>Words are 64-bit torus elements, unsigned, modulo 2^64. A mask always comes before its body, polynomial
 * coefficients ascend in degree, and decomposition levels ascend from 1, the most significant. (tfhe-rs 0.10 and later
 * store levels in descending order; readers of such files have to reverse them.)
 *
 * <p>A {@code Seeded…} entity holds the bodies and the seed of the masks; {@code core.expansion} turns it into the full
 * one.
 */
@NullMarked
package org.fhevm.tfhe.core.entity;

import org.jspecify.annotations.NullMarked;
