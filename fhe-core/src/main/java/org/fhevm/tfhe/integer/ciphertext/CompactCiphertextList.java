package org.fhevm.tfhe.integer.ciphertext;

import java.util.List;
import org.fhevm.tfhe.core.entity.KeyTag;
import org.fhevm.tfhe.shortint.CompactBlockList;

/**
 * Values that a client encrypted with a compact public key, without proof.
 *
 * @param blocks the blocks of all values, in order
 * @param kinds one per value
 * @param tag bytes that travel with the key set
 */
public record CompactCiphertextList(CompactBlockList blocks, List<DataKind> kinds, KeyTag tag) {
    public CompactCiphertextList {
        kinds = List.copyOf(kinds);
    }
}
