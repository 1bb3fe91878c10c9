package org.fhevm.tfhe.integer.ciphertext;

import java.util.List;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.parameters.PbsOrder;
import org.fhevm.tfhe.shortint.SeededBlock;

/**
 * One value in the form in which clients exchange fresh ciphertexts of secret-key encryption: seeds instead of masks.
 *
 * @param kind the meaning of the blocks
 * @param blocks the blocks, least significant first; at least one
 * @param messageModulus message modulus of the blocks
 * @param carryModulus carry modulus of the blocks
 * @param pbsOrder order of keyswitch and bootstrap of the blocks
 * @param tag bytes that travel with the key set
 */
public record SeededCiphertext(
        DataKind kind, List<SeededBlock> blocks, int messageModulus, int carryModulus, PbsOrder pbsOrder, KeyTag tag) {
    public SeededCiphertext {
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty() || kind.blockCount() != blocks.size()) {
            throw new IllegalArgumentException(kind + " does not have " + blocks.size() + " blocks");
        }
    }
}
