package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A {@link LweKeyswitchKey} that stores a seed instead of the masks.
 *
 * @param inputDimension dimension of the input key
 * @param outputDimension dimension n' of the output key
 * @param decomposition decomposition of the mask entries
 * @param seed its stream has n' mask words for each LWE, in order
 * @param bodies [inputDimension][level ascending]; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the equality wanted of a key of many megabytes
public record SeededLweKeyswitchKey(
        int inputDimension, int outputDimension, Decomposition decomposition, Seed seed, long[] bodies)
        implements KeyswitchShape {
    public SeededLweKeyswitchKey {
        Shapes.requireLength("seeded keyswitch key", bodies.length, inputDimension, decomposition.levelCount());
        Shapes.requireArray("keyswitch key", bodies.length, outputDimension + 1L);
    }
}
