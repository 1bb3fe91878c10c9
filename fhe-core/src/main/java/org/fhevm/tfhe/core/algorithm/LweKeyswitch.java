package org.fhevm.tfhe.core.algorithm;

import java.util.Arrays;
import org.fhevm.tfhe.core.entity.PreparedKeyswitchKey;
import org.fhevm.tfhe.math.simd.KeyswitchKernels;

/**
 * The LWE keyswitch in words of 24 bits: {@code (0, b) - Σ_i Σ_j digit_j(a_i)·K[i][j]} (ePrint 2018/421, algorithm 2).
 *
 * <p>A batch of ciphertexts is switched together, the key in the outermost loop, so that each key row is read once for
 * the whole batch.
 */
public final class LweKeyswitch {
    private LweKeyswitch() {}

    /**
     * Switches ciphertexts to the output key.
     *
     * @param key the key, rounded to 24-bit words
     * @param inputs {@code inputs[c]}: input dimension mask words, then the body
     * @param outputs {@code outputs[c]}: at least a row of 32-bit torus words, overwritten: mask, body, then padding
     * @param count ciphertexts in the batch
     * @param scratch for at least {@code count} ciphertexts
     */
    public static void keyswitch(
            PreparedKeyswitchKey key, long[][] inputs, int[][] outputs, int count, Scratch scratch) {
        int row = key.rowLength();
        for (int c = 0; c < count; c++) {
            key.decomposition().decompose(inputs[c], key.inputDimension(), scratch.digits[c]);
            Arrays.fill(scratch.upper[c], (short) 0);
            Arrays.fill(scratch.lower[c], (short) 0);
        }
        addRows(key, count, scratch);
        for (int c = 0; c < count; c++) {
            int[] output = outputs[c];
            for (int j = 0; j < row; j++) {
                output[j] = -word(scratch.upper[c], scratch.lower[c], j);
            }
            output[key.outputDimension()] += ModulusSwitch.round(inputs[c][key.inputDimension()], 32);
        }
    }

    private static void addRows(PreparedKeyswitchKey key, int count, Scratch scratch) {
        KeyswitchKernels kernels = KeyswitchKernels.best();
        int levels = key.levelCount();
        int row = key.rowLength();
        int untilCarry = key.stepsBetweenCarries();
        for (int i = 0; i < key.inputDimension(); i++) {
            for (int c = 0; c < count; c++) {
                kernels.addRows(
                        scratch.upper[c],
                        scratch.lower[c],
                        scratch.digits[c],
                        i * levels,
                        levels,
                        key.upper(),
                        key.lower(),
                        i * levels * row,
                        row);
            }
            if (--untilCarry == 0) {
                untilCarry = key.stepsBetweenCarries();
                for (int c = 0; c < count; c++) {
                    kernels.carry(scratch.upper[c], scratch.lower[c], row);
                }
            }
        }
    }

    private static int word(short[] upper, short[] lower, int j) {
        return (upper[KeyswitchKernels.SHORT_START + j] << 16) + (lower[KeyswitchKernels.SHORT_START + j] << 8);
    }

    /** Work space for a batch: the digits of every input, and the sums for every output in two parts. */
    public static final class Scratch {
        private final int[][] digits;
        private final short[][] upper;
        private final short[][] lower;

        public Scratch(int batch, PreparedKeyswitchKey key) {
            digits = new int[batch][key.inputDimension() * key.levelCount()];
            upper = new short[batch][KeyswitchKernels.SHORT_START + key.rowLength()];
            lower = new short[batch][KeyswitchKernels.SHORT_START + key.rowLength()];
        }
    }
}
