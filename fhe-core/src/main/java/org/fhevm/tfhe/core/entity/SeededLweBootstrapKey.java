package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.math.random.Seed;
import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A {@link LweBootstrapKey} that stores a seed instead of the masks.
 *
 * @param inputDimension dimension of the LWE key
 * @param glweDimension k
 * @param polynomialSize N
 * @param decomposition decomposition of the external product
 * @param seed its stream has k·N mask words for each row, in order
 * @param bodies [inputDimension][level ascending][row 0 … k][N]; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the equality wanted of a key of many megabytes
public record SeededLweBootstrapKey(
        int inputDimension,
        int glweDimension,
        int polynomialSize,
        Decomposition decomposition,
        Seed seed,
        long[] bodies)
        implements BootstrapShape {
    public SeededLweBootstrapKey {
        Shapes.requirePolynomialSize(polynomialSize);
        Shapes.requireLength(
                "seeded bootstrapping key",
                bodies.length,
                inputDimension,
                decomposition.levelCount(),
                glweDimension + 1,
                polynomialSize);
        Shapes.requireArray("bootstrapping key", bodies.length, glweDimension + 1L);
    }
}
