/**
 * The numbers of a key set: dimensions, decompositions, noise, moduli.
 *
 * <p>A fhevm key set joins four descriptions. {@link org.fhevm.tfhe.parameters.ComputeParameters} fixes the blocks that
 * operations work on, {@link org.fhevm.tfhe.parameters.CompactKeyParameters} the public key that clients encrypt with,
 * {@link org.fhevm.tfhe.parameters.CastingParameters} the keyswitch from the second to the first, and
 * {@link org.fhevm.tfhe.parameters.CompressionParameters} the stored form of ciphertexts.
 * {@link org.fhevm.tfhe.parameters.ParameterSet} holds all four.
 *
 * <p>The engine takes every number from the key that it is given and none from a constant: published sets change their
 * numbers between releases and keep their names. The one named set here,
 * {@link org.fhevm.tfhe.parameters.ParameterSet#FHEVM_0_6}, is for making new keys.
 *
 * <p>Every value is checked when it is made and trusted afterwards. The ciphertext modulus is 2^64 throughout and
 * therefore has no type; readers refuse files with another modulus.
 */
@NullMarked
package org.fhevm.tfhe.parameters;

import org.jspecify.annotations.NullMarked;
