package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.parameters.Decomposition;

/**
 * Switches LWE ciphertexts into the constant coefficient of a GLWE under another key.
 *
 * <p>For each entry s_i of the input key and each level ℓ it holds one GLWE that encrypts the constant polynomial s_i ·
 * 2^(64 − baseLog·ℓ).
 *
 * @param inputDimension dimension of the input key
 * @param glweDimension k of the output key
 * @param polynomialSize N of the output key
 * @param decomposition decomposition of the mask entries
 * @param words [inputDimension][level ascending][k mask polynomials, body polynomial][N]; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the equality wanted of a key of many megabytes
public record LwePackingKeyswitchKey(
        int inputDimension, int glweDimension, int polynomialSize, Decomposition decomposition, long[] words)
        implements BootstrapShape {
    public LwePackingKeyswitchKey {
        Shapes.requirePositive(glweDimension, "GLWE dimension");
        Shapes.requirePolynomialSize(polynomialSize);
        Shapes.requireLength(
                "packing keyswitch key",
                words.length,
                inputDimension,
                decomposition.levelCount(),
                glweDimension + 1,
                polynomialSize);
    }
}
