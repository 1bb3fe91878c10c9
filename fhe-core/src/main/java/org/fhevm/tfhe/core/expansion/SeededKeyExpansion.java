package org.fhevm.tfhe.core.expansion;

import org.fhevm.tfhe.core.entity.CompactPublicKey;
import org.fhevm.tfhe.core.entity.LweBootstrapKey;
import org.fhevm.tfhe.core.entity.LweKeyswitchKey;
import org.fhevm.tfhe.core.entity.LwePackingKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededCompactPublicKey;
import org.fhevm.tfhe.core.entity.SeededLweBootstrapKey;
import org.fhevm.tfhe.core.entity.SeededLweKeyswitchKey;
import org.fhevm.tfhe.core.entity.SeededLwePackingKeyswitchKey;

/** Expands keys. Every result equals that of tfhe-rs, word for word. */
public final class SeededKeyExpansion {
    private SeededKeyExpansion() {}

    public static LweKeyswitchKey expand(SeededLweKeyswitchKey key) {
        long[] words = MaskExpansion.expand(key.seed(), key.bodies(), key.outputDimension(), 1);
        return new LweKeyswitchKey(key.inputDimension(), key.outputDimension(), key.decomposition(), words);
    }

    public static LwePackingKeyswitchKey expand(SeededLwePackingKeyswitchKey key) {
        int polynomialSize = key.polynomialSize();
        long[] words =
                MaskExpansion.expand(key.seed(), key.bodies(), key.glweDimension() * polynomialSize, polynomialSize);
        return new LwePackingKeyswitchKey(
                key.inputDimension(), key.glweDimension(), polynomialSize, key.decomposition(), words);
    }

    public static LweBootstrapKey expand(SeededLweBootstrapKey key) {
        int polynomialSize = key.polynomialSize();
        long[] words =
                MaskExpansion.expand(key.seed(), key.bodies(), key.glweDimension() * polynomialSize, polynomialSize);
        return new LweBootstrapKey(
                key.inputDimension(), key.glweDimension(), polynomialSize, key.decomposition(), words);
    }

    public static CompactPublicKey expand(SeededCompactPublicKey key) {
        int dimension = key.parameters().lweDimension();
        long[] words = MaskExpansion.expand(key.seed(), key.body(), dimension, dimension);
        return new CompactPublicKey(words, key.parameters(), key.tag());
    }
}
