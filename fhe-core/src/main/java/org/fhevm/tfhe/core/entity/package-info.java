/**
 * Keys and ciphertexts in the layout of the tfhe-rs 0.9 files: flat arrays and the shape needed to find one's way in
 * them.
 *
 * <p>Every entity is a holder. It checks that its array has the length its shape asks for, answers questions about the
 * shape, and does nothing else; algorithms are in {@code core.algorithm}, bytes in {@code serialization}. Arrays are
 * <em>borrowed</em>: neither copied on the way in nor on the way out, because keys have tens of megabytes. Whoever
 * makes an entity must not write to its array afterwards, and whoever takes the array must only read it.
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
