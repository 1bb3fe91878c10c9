package org.fhevm.tfhe.integer;

import java.util.List;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * An encrypted integer in base 4, the message modulus of a block.
 *
 * @param blocks the digits, least significant first; at least one
 */
public record RadixCiphertext(List<ShortintCiphertext> blocks) {
    public RadixCiphertext {
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("an encrypted integer has at least one block");
        }
    }

    public int blockCount() {
        return blocks.size();
    }
}
