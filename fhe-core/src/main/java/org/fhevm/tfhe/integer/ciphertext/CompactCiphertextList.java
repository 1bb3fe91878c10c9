package org.fhevm.tfhe.integer.ciphertext;

import java.util.List;
import org.fhevm.tfhe.shortint.CompactBlockList;

/**
 * Values that a client encrypted with a compact public key, without proof.
 *
 * @param blocks the blocks of all values, in order
 * @param kinds one per value
 * @param tag bytes that travel with the key set; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // the tag is borrowed; lists are not compared
public record CompactCiphertextList(CompactBlockList blocks, List<DataKind> kinds, byte[] tag) {
    public CompactCiphertextList {
        kinds = List.copyOf(kinds);
    }
}
