package org.fhevm.tfhe.shortint;

import org.fhevm.tfhe.core.entity.LweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLweBootstrapKey;
import org.fhevm.tfhe.core.entity.SeededLweKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLwePackingKeyswitchKey;
import org.fhevm.tfhe.core.expansion.SeededKeyExpansion;
import org.fhevm.tfhe.math.random.Csprng;

/** Expands blocks and server keys with seeds. */
public final class SeededExpansion {
    private SeededExpansion() {}

    /** A block with its mask. */
    public static ShortintCiphertext expand(SeededBlock block) {
        long[] words = new long[block.lweDimension() + 1];
        new Csprng(block.seed()).fillUniform(words, 0, block.lweDimension());
        words[block.lweDimension()] = block.body();
        return new ShortintCiphertext(words, block.degree(), block.noiseLevel());
    }

    /**
     * A server key with all its masks, four times the size. The work runs on the threads of the pool that the caller
     * runs in, or on those of the common pool.
     */
    public static ServerKeyParts<LweKeyswitchKey, LweBootstrapKey, LwePackingKeyswitchKey> expand(
            ServerKeyParts<SeededLweKeyswitchKey, SeededLweBootstrapKey, SeededLwePackingKeyswitchKey> key) {
        return key.map(SeededKeyExpansion::expand, SeededKeyExpansion::expand, SeededKeyExpansion::expand);
    }
}
