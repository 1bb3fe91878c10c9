/**
 * Kernels over plain arrays, each in two forms: a scalar one that is the definition, and one written with the Vector
 * API.
 *
 * <p>Only this package uses the incubating module {@code jdk.incubator.vector}. {@link
 * org.fhevm.tfhe.math.simd.TransformKernels} and {@link org.fhevm.tfhe.math.simd.KeyswitchKernels} choose the vector
 * form if the module is present and the machine has vectors of at least four doubles, and the scalar form otherwise:
 * the engine is then correct and slower.
 *
 * <p>The kernels do not know ciphertexts. A transform of {@code h} complex points works on two arrays of {@code h}
 * doubles, one for real and one for imaginary parts.
 */
@NullMarked
package org.fhevm.tfhe.math.simd;

import org.jspecify.annotations.NullMarked;
