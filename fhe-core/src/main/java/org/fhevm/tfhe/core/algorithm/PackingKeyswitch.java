package org.fhevm.tfhe.core.algorithm;

import java.util.Arrays;
import org.fhevm.tfhe.core.entity.PreparedPackingKey;
import org.fhevm.tfhe.math.simd.KeyswitchKernels;

/**
 * The packing keyswitch in 32-bit words: many LWE ciphertexts become the coefficients of one GLWE ciphertext.
 *
 * <p>Ciphertext t is switched to {@code (0, b_t) - Σ_i Σ_j digit_j(a_i)·K[i][j]}, a GLWE with the message in the
 * constant coefficient, multiplied by X^t and added up.
 */
public final class PackingKeyswitch {
    /** Ciphertexts that share one pass over the key; their accumulators stay in the second-level cache. */
    private static final int BATCH = 32;

    private PackingKeyswitch() {}

    /**
     * Packs ciphertexts.
     *
     * @param key a packing key, rounded
     * @param inputs LWE ciphertexts under the input key, at most N
     * @return (k+1)·N 32-bit torus words
     */
    public static int[] pack(PreparedPackingKey key, long[][] inputs) {
        int n = key.polynomialSize();
        if (inputs.length > n) {
            throw new IllegalArgumentException(inputs.length + " ciphertexts do not fit a polynomial of size " + n);
        }
        int[] packed = new int[key.size()];
        int batch = Math.min(BATCH, inputs.length);
        int[][] single = new int[batch][key.rowLength()];
        int[][] digits = new int[batch][key.inputDimension() * key.levelCount()];
        for (int start = 0; start < inputs.length; start += batch) {
            int count = Math.min(batch, inputs.length - start);
            for (int c = 0; c < count; c++) {
                long[] input = inputs[start + c];
                key.decomposition().decompose(input, key.inputDimension(), digits[c]);
                Arrays.fill(single[c], 0);
                single[c][key.size() - n] = ModulusSwitch.round(input[key.inputDimension()], 32);
            }
            subtractRows(key, digits, single, count);
            for (int c = 0; c < count; c++) {
                addRotated(single[c], packed, n, start + c);
            }
        }
        return packed;
    }

    private static void subtractRows(PreparedPackingKey key, int[][] digits, int[][] outputs, int count) {
        KeyswitchKernels kernels = KeyswitchKernels.best();
        int levels = key.levelCount();
        int row = key.rowLength();
        for (int i = 0; i < key.inputDimension(); i++) {
            for (int c = 0; c < count; c++) {
                kernels.subtractRows(
                        outputs[c],
                        0,
                        digits[c],
                        i * levels,
                        levels,
                        key.words(),
                        KeyswitchKernels.INT_START + i * levels * row,
                        row);
            }
        }
    }

    /** {@code to += X^t·from} for every polynomial of {@code n} words. */
    private static void addRotated(int[] from, int[] to, int n, int t) {
        for (int start = 0; start < to.length; start += n) {
            for (int j = 0; j < n - t; j++) {
                to[start + j + t] += from[start + j];
            }
            for (int j = n - t; j < n; j++) {
                to[start + j + t - n] -= from[start + j];
            }
        }
    }
}
