package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A {@link LwePackingKeyswitchKey} that stores a seed instead of the masks.
 *
 * @param inputDimension dimension of the input key
 * @param glweDimension k of the output key
 * @param polynomialSize N of the output key
 * @param decomposition decomposition of the mask entries
 * @param seed its stream has k·N mask words for each GLWE, in order
 * @param bodies [inputDimension][level ascending][N]; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the equality wanted of a key of many megabytes
public record SeededLwePackingKeyswitchKey(
        int inputDimension,
        int glweDimension,
        int polynomialSize,
        Decomposition decomposition,
        Seed seed,
        long[] bodies)
        implements BootstrapShape {
    public SeededLwePackingKeyswitchKey {
        Shapes.requirePolynomialSize(polynomialSize);
        Shapes.requireLength(
                "seeded packing keyswitch key",
                bodies.length,
                inputDimension,
                decomposition.levelCount(),
                polynomialSize);
        Shapes.requireArray("packing keyswitch key", bodies.length, glweDimension + 1L);
    }
}
