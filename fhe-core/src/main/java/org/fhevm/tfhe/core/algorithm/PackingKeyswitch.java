package org.fhevm.tfhe.core.algorithm;

import java.util.Arrays;
import org.fhevm.tfhe.core.entity.RoundedKeyswitchKey;

/**
 * The packing keyswitch in 32-bit words: many LWE ciphertexts become the coefficients of one GLWE ciphertext.
 *
 * <p>Ciphertext t is switched to {@code (0, b_t) - Σ_i Σ_j digit_j(a_i)·K[i][j]}, a GLWE with the message in the constant
 * coefficient, multiplied by X^t and added up.
 */
public final class PackingKeyswitch {
    /** Ciphertexts that share one pass over the key; their accumulators stay in the second-level cache. */
    private static final int BATCH = 32;

    private PackingKeyswitch() {}

    /**
     * Packs ciphertexts.
     *
     * @param key a packing key, rounded
     * @param polynomialSize N of its output
     * @param inputs LWE ciphertexts under the input key, at most N
     * @return (k+1)·N 32-bit torus words
     */
    public static int[] pack(RoundedKeyswitchKey key, int polynomialSize, long[][] inputs) {
        if (inputs.length > polynomialSize) {
            throw new IllegalArgumentException(
                    inputs.length + " ciphertexts do not fit a polynomial of size " + polynomialSize);
        }
        int size = key.outputDimension() + 1;
        int[] packed = new int[size];
        int batch = Math.min(BATCH, inputs.length);
        int[][] single = new int[batch][key.rowLength()];
        LweKeyswitch.Scratch scratch = new LweKeyswitch.Scratch(batch, key);
        for (int start = 0; start < inputs.length; start += batch) {
            int count = Math.min(batch, inputs.length - start);
            long[][] part = Arrays.copyOfRange(inputs, start, start + count);
            for (int c = 0; c < count; c++) {
                Arrays.fill(single[c], 0);
                single[c][size - polynomialSize] = RoundedKeyswitchKey.roundWord(part[c][key.inputDimension()]);
            }
            LweKeyswitch.subtractMask(key, part, single, count, scratch);
            for (int c = 0; c < count; c++) {
                addRotated(single[c], packed, polynomialSize, start + c);
            }
        }
        return packed;
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
