package org.fhevm.tfhe.core.algorithm;

/**
 * Rounding of torus words to the {@code 2^log} rotations of an accumulator.
 *
 * <p>The plain switch rounds every word half up. The centred switch also shifts the body by the mean of the rounding
 * error. Let {@code e_i} be the rounding error of mask word i. With key bits that are 0 or 1 with equal probability,
 * the phase moves by {@code -Σ e_i·s_i}, whose mean {@code -½·Σ e_i} is known. Subtracting it from the body halves the
 * variance of the rest. Half a unit is subtracted too, because the box of a lookup table reaches from -half to half -
 * 1. This is the "centred mean" method of later tfhe-rs releases; it needs no key.
 *
 * <p>Pseudo-random values must use the plain switch: their plaintext <em>is</em> the rounding.
 */
public final class ModulusSwitch {
    private ModulusSwitch() {}

    /** Rounds a 64-bit torus word to {@code log} bits, half up. */
    public static int round(long word, int log) {
        return (int) (word + (1L << 63 - log) >>> 64 - log);
    }

    /**
     * Plain switch of 64-bit words.
     *
     * @param words mask, then body
     * @param out as many values below {@code 2^log}
     * @param size number of words, the body included
     */
    public static void plain(long[] words, int[] out, int size, int log) {
        for (int j = 0; j < size; j++) {
            out[j] = round(words[j], log);
        }
    }

    /**
     * Centred switch of an LWE ciphertext in 32-bit words.
     *
     * @param words {@code dimension} mask words, then the body
     * @param out as many values below {@code 2^log}
     * @param dimension number of mask words
     */
    public static void centred(int[] words, int[] out, int dimension, int log) {
        int drop = 32 - log;
        int half = 1 << drop - 1;
        long errors = 0;
        for (int j = 0; j < dimension; j++) {
            int rounded = words[j] + half >>> drop;
            errors += (rounded << drop) - words[j];
            out[j] = rounded;
        }
        int body = words[dimension] + (int) (errors >> 1) - half;
        out[dimension] = body + half >>> drop;
    }
}
