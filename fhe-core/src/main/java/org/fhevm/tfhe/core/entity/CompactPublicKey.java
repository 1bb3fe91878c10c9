package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.parameters.CompactKeyParameters;

/**
 * The public key of clients: a mask a and a body p = a · rev(s) + e in Z[X]/(X^n + 1) modulo 2^64, where n is the LWE
 * dimension and rev(s) has the entries of the secret key in reverse order as coefficients.
 *
 * @param words n mask coefficients, n body coefficients; borrowed
 * @param parameters the parameters of the key
 * @param tag bytes that travel with the key set
 */
@SuppressWarnings("ArrayRecordComponent") // the words are borrowed; keys are not compared
public record CompactPublicKey(long[] words, CompactKeyParameters parameters, KeyTag tag) {
    public CompactPublicKey {
        Shapes.requireLength("compact public key", words.length, 2, parameters.lweDimension());
    }
}
