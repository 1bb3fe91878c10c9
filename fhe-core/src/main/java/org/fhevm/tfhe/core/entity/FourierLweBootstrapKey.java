package org.fhevm.tfhe.core.entity;

import org.fhevm.tfhe.parameters.Decomposition;

/**
 * A {@link LweBootstrapKey} in the Fourier domain, as server key files hold it.
 *
 * <p>Each polynomial of N signed words a_0 … a_(N−1) is replaced by the N/2 complex values
 *
 * <pre>
 *   X_k = Σ_j (a_j + i·a_(j+N/2)) · 2^−64 · exp(iπ·j/N) · exp(−2πi·j·k/(N/2)),   k = 0 … N/2 − 1
 * </pre>
 *
 * in natural order of k. The values come from floating-point transforms: those of two machines agree within about
 * 1e−13, not bit by bit.
 *
 * @param inputDimension dimension of the LWE key
 * @param glweDimension k of the GLWE key
 * @param polynomialSize N of the GLWE key
 * @param decomposition decomposition of the external product
 * @param values [inputDimension][level ascending][row 0 … k][polynomial 0 … k][N/2 pairs of real and imaginary part],
 *     that is N doubles per polynomial; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // identity is the equality wanted of a key of many megabytes
public record FourierLweBootstrapKey(
        int inputDimension, int glweDimension, int polynomialSize, Decomposition decomposition, double[] values)
        implements BootstrapShape {
    public FourierLweBootstrapKey {
        Shapes.requirePositive(glweDimension, "GLWE dimension");
        Shapes.requirePolynomialSize(polynomialSize);
        Shapes.requireLength(
                "Fourier bootstrapping key",
                values.length,
                inputDimension,
                decomposition.levelCount(),
                glweDimension + 1,
                glweDimension + 1,
                polynomialSize);
    }

    /** Number of polynomials, each of N doubles. */
    public int polynomialCount() {
        return values.length / polynomialSize;
    }
}
