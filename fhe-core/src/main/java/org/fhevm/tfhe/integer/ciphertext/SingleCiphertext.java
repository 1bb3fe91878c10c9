package org.fhevm.tfhe.integer.ciphertext;

import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.parameters.PbsOrder;

/**
 * One value in the form in which clients exchange single ciphertexts.
 *
 * <p>The width of an integer shows only in the number of blocks: the file of a 64-bit value reads as a file of an 8-bit
 * value unless the reader counts them. Fresh and trivial ciphertexts differ only in words, degree and noise level.
 *
 * @param kind the meaning of the blocks
 * @param ciphertext the blocks
 * @param messageModulus message modulus of the blocks
 * @param carryModulus carry modulus of the blocks
 * @param pbsOrder order of keyswitch and bootstrap of the blocks
 * @param tag bytes that travel with the key set
 */
public record SingleCiphertext(
        DataKind kind,
        RadixCiphertext ciphertext,
        int messageModulus,
        int carryModulus,
        PbsOrder pbsOrder,
        KeyTag tag) {
    public SingleCiphertext {
        if (kind.blockCount() != ciphertext.blockCount()) {
            throw new IllegalArgumentException(kind + " does not have " + ciphertext.blockCount() + " blocks");
        }
    }
}
