package org.fhevm.tfhe.core.algorithm;

/**
 * Sample extraction: one coefficient of a GLWE ciphertext as an LWE ciphertext under the flattened key (ePrint
 * 2018/421, §4.2).
 */
public final class SampleExtraction {
    private SampleExtraction() {}

    /**
     * Extracts coefficient h.
     *
     * @param glwe k mask polynomials, then the body polynomial, of {@code n} words each
     * @param base index of the first word
     * @param n polynomial size
     * @param h coefficient, 0 to n-1
     * @param lwe k·n mask words, then the body; overwritten
     */
    public static void extract(long[] glwe, int base, int n, int h, long[] lwe) {
        int maskWords = lwe.length - 1;
        for (int start = 0; start < maskWords; start += n) {
            int polynomial = base + start;
            for (int j = 0; j <= h; j++) {
                lwe[start + j] = glwe[polynomial + h - j];
            }
            for (int j = h + 1; j < n; j++) {
                lwe[start + j] = -glwe[polynomial + n + h - j];
            }
        }
        lwe[maskWords] = glwe[base + maskWords + h];
    }
}
