package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A bootstrapping key in the coefficient domain: one GGSW under the GLWE key S for each entry s_i of the LWE key.
 *
 * <p>Row r &lt; k of level ℓ is a GLWE encryption of −s_i · S_r · 2^(64 − baseLog·ℓ), row k one of the constant s_i ·
 * 2^(64 − baseLog·ℓ).
 *
 * @param inputDimension dimension of the LWE key
 * @param glweDimension k
 * @param polynomialSize N
 * @param decomposition decomposition of the external product
 * @param words [inputDimension][level ascending][row 0 … k][k mask polynomials, body polynomial][N]; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the equality wanted of a key of many megabytes
public record LweBootstrapKey(
        int inputDimension, int glweDimension, int polynomialSize, Decomposition decomposition, long[] words)
        implements BootstrapShape {
    public LweBootstrapKey {
        Shapes.requirePositive(glweDimension, "GLWE dimension");
        Shapes.requirePolynomialSize(polynomialSize);
        Shapes.requireLength(
                "bootstrapping key",
                words.length,
                inputDimension,
                decomposition.levelCount(),
                glweDimension + 1,
                glweDimension + 1,
                polynomialSize);
    }

    /** Number of polynomials, each of N words. */
    public int polynomialCount() {
        return words.length / polynomialSize;
    }
}
