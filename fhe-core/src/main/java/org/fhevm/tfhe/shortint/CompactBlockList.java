package org.fhevm.tfhe.shortint;

import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;
import org.fhevm.tfhe.parameters.ExpansionKind;

/**
 * Blocks that a client encrypted with a compact public key.
 *
 * <p>The degree tells the packing: with a degree of message modulus times carry modulus less one, each LWE holds two
 * blocks, 2t in its message bits and 2t + 1 in its carry bits; with a degree of message modulus less one it holds one.
 *
 * @param ciphertexts the LWE ciphertexts
 * @param degree upper bound of the value of each LWE
 * @param messageModulus message modulus of the compact key
 * @param carryModulus carry modulus of the compact key
 * @param expansion the steps from an LWE of the list to a block of the compute parameters
 * @param noiseLevel noise level of each LWE
 */
public record CompactBlockList(
        LweCompactCiphertextList ciphertexts,
        int degree,
        int messageModulus,
        int carryModulus,
        ExpansionKind expansion,
        int noiseLevel) {
    /** Whether each LWE holds two blocks. */
    public boolean isPacked() {
        return degree > messageModulus - 1;
    }
}
