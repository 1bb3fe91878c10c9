/**
 * Kernels over plain arrays, each in two forms: a scalar one that is the definition, and one written with the Vector API.
 *
 * <p>This is the only package that touches the incubating module {@code jdk.incubator.vector}. {@link
 * org.fhevm.tfhe.math.simd.TransformKernels#best()} picks the vector form where the module is present and the machine has vectors of at
 * least four doubles, and the scalar form otherwise: the engine is then right and slower.
 *
 * <p>The kernels know nothing of ciphertexts. A transform of {@code h} complex points works on two arrays of {@code h} doubles,
 * real parts and imaginary parts apart.
 */
@NullMarked
package org.fhevm.tfhe.math.simd;

import org.jspecify.annotations.NullMarked;
