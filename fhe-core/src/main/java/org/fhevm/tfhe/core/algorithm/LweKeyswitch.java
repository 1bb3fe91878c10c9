package org.fhevm.tfhe.core.algorithm;

import java.util.Arrays;
import org.fhevm.tfhe.core.entity.RoundedKeyswitchKey;
import org.fhevm.tfhe.math.simd.Kernels;

/**
 * The LWE keyswitch in 32-bit words: {@code (0, b) - Σ_i Σ_j digit_j(a_i)·K[i][j]} (ePrint 2018/421, algorithm 2).
 *
 * <p>Several ciphertexts are switched together, the key outermost, so that each key row is read once for all of them.
 */
public final class LweKeyswitch {
    private LweKeyswitch() {}

    /** Work space for a batch: the digits of every input. */
    public static final class Scratch {
        private final int[][] digits;

        public Scratch(int batch, RoundedKeyswitchKey key) {
            digits = new int[batch][key.inputDimension() * key.levelCount()];
        }
    }

    /**
     * Switches ciphertexts to the output key.
     *
     * @param key the key, rounded to 32-bit words
     * @param inputs {@code inputs[c]}: input dimension mask words, then the body
     * @param outputs {@code outputs[c]}: at least a row of 32-bit torus words, overwritten: mask, body, then padding
     * @param count ciphertexts in the batch
     * @param scratch for at least so many ciphertexts
     */
    public static void keyswitch(
            RoundedKeyswitchKey key, long[][] inputs, int[][] outputs, int count, Scratch scratch) {
        int row = key.rowLength();
        for (int c = 0; c < count; c++) {
            Arrays.fill(outputs[c], 0, row, 0);
            outputs[c][key.outputDimension()] = RoundedKeyswitchKey.roundWord(inputs[c][key.inputDimension()]);
        }
        subtractMask(key, inputs, outputs, count, scratch);
    }

    /** The sum over the mask alone; a packing keyswitch places the body elsewhere. */
    static void subtractMask(RoundedKeyswitchKey key, long[][] inputs, int[][] outputs, int count, Scratch scratch) {
        Kernels kernels = Kernels.best();
        int levels = key.levelCount();
        int row = key.rowLength();
        int n = key.inputDimension();
        int[] words = key.words();
        for (int c = 0; c < count; c++) {
            for (int i = 0; i < n; i++) {
                key.decomposition().decompose(inputs[c][i], scratch.digits[c], i * levels);
            }
        }
        for (int i = 0; i < n; i++) {
            for (int c = 0; c < count; c++) {
                kernels.subtractRows(
                        outputs[c],
                        0,
                        scratch.digits[c],
                        i * levels,
                        levels,
                        words,
                        Kernels.INT_START + i * levels * row,
                        row);
            }
        }
    }
}
