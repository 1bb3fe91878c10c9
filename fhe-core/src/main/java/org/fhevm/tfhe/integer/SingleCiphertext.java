package org.fhevm.tfhe.integer;

import org.fhevm.tfhe.parameters.PbsOrder;

/**
 * One value in the form in which clients exchange single ciphertexts.
 *
 * <p>The number of blocks is all that tells the width of an integer: the file of a 64-bit value reads as a file of an
 * 8-bit value unless somebody counts. Fresh and trivial ciphertexts look alike except for their words, degree and noise
 * level.
 *
 * @param kind what the blocks mean
 * @param ciphertext the blocks
 * @param messageModulus message modulus of the blocks
 * @param carryModulus carry modulus of the blocks
 * @param pbsOrder order of keyswitch and bootstrap of the blocks
 * @param tag bytes that travel with the key set; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // the tag is borrowed; ciphertexts are not compared
public record SingleCiphertext(
        DataKind kind,
        RadixCiphertext ciphertext,
        int messageModulus,
        int carryModulus,
        PbsOrder pbsOrder,
        byte[] tag) {
    public SingleCiphertext {
        if (kind.blockCount() != ciphertext.blockCount()) {
            throw new IllegalArgumentException(kind + " does not have " + ciphertext.blockCount() + " blocks");
        }
    }
}
