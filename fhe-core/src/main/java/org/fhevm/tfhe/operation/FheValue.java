package org.fhevm.tfhe.operation;

import org.fhevm.tfhe.integer.RadixCiphertext;

/**
 * An encrypted value and its type.
 *
 * @param type the meaning of the blocks
 * @param ciphertext as many blocks as the type has
 */
public record FheValue(FheType type, RadixCiphertext ciphertext) {
    public FheValue {
        if (ciphertext.blockCount() != type.blocks()) {
            throw new IllegalArgumentException(
                    type + " has " + type.blocks() + " blocks, the ciphertext " + ciphertext.blockCount());
        }
    }

    @Override
    public String toString() {
        return "FheValue[" + type + "]";
    }
}
