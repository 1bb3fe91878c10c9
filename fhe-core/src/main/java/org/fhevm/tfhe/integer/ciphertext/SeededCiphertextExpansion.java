package org.fhevm.tfhe.integer.ciphertext;

import java.util.ArrayList;
import java.util.List;
import org.fhevm.tfhe.integer.RadixCiphertext;
import org.fhevm.tfhe.shortint.SeededBlock;
import org.fhevm.tfhe.shortint.SeededExpansion;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/** Expands single values with seeds. */
public final class SeededCiphertextExpansion {
    private SeededCiphertextExpansion() {}

    /**
     * The value with all its masks. A few bytes expand to many here, so the caller first checks a value from outside
     * against the parameters of its key.
     */
    public static SingleCiphertext expand(SeededCiphertext value) {
        List<ShortintCiphertext> blocks = new ArrayList<>(value.blocks().size());
        for (SeededBlock block : value.blocks()) {
            blocks.add(SeededExpansion.expand(block));
        }
        return new SingleCiphertext(
                value.kind(),
                new RadixCiphertext(blocks),
                value.messageModulus(),
                value.carryModulus(),
                value.pbsOrder(),
                value.tag());
    }
}
