/**
 * Kernels over plain arrays, each in two forms: a scalar one that is the definition, and one written with the Vector
 * API.
 *
 * <p>Only this package uses the incubating module {@code jdk.incubator.vector}. Each interface chooses its own form:
 * {@link org.fhevm.tfhe.math.simd.TransformKernels} and {@link org.fhevm.tfhe.math.simd.KeyswitchKernels} for
 * bootstraps, {@link org.fhevm.tfhe.math.simd.FieldLanes} and {@link org.fhevm.tfhe.math.simd.KeccakLanes} for proofs.
 * It takes the vector form if the module is present and the machine has vectors of four or eight doubles, and the
 * scalar form otherwise: the engine is then correct and slower.
 *
 * <p>The kernels do not know ciphertexts. A transform of {@code h} complex points works on two arrays, one for real and
 * one for imaginary parts, whose {@code h} numbers begin at index {@link
 * org.fhevm.tfhe.math.simd.TransformKernels#START}.
 */
@NullMarked
package org.fhevm.tfhe.math.simd;

import org.jspecify.annotations.NullMarked;
