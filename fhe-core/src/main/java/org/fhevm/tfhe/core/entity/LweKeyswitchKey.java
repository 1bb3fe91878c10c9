package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.parameters.Decomposition;

/**
 * Switches LWE ciphertexts from one key to another.
 *
 * <p>For each entry s_i of the input key and each level ℓ it holds one LWE under the output key that encrypts s_i ·
 * 2^(64 − baseLog·ℓ).
 *
 * @param inputDimension dimension of the input key
 * @param outputDimension dimension n' of the output key
 * @param decomposition decomposition of the mask entries
 * @param words [inputDimension][level ascending][n' mask words, body]; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the equality wanted of a key of many megabytes
public record LweKeyswitchKey(int inputDimension, int outputDimension, Decomposition decomposition, long[] words)
        implements KeyswitchShape {
    public LweKeyswitchKey {
        Shapes.requirePositive(outputDimension, "output dimension");
        Shapes.requireLength(
                "keyswitch key", words.length, inputDimension, decomposition.levelCount(), outputDimension + 1);
    }
}
