package org.fhevm.tfhe.math.decomposition;

import org.fhevm.tfhe.parameters.Decomposition;

/**
 * The signed decomposition of tfhe-rs, tie for tie: every word of a keyswitch result depends on it.
 *
 * <p>A word a is first rounded, half up, to a multiple of {@code 2^(64 - b·l)}; then digits in {@code [-B/2, B/2]}, B =
 * 2^b, are split off from level l (least significant) up to level 1, so that {@code a ≈ Σ digit_j · 2^(64 - b·j)}. A
 * digit of exactly B/2 stays positive unless the next more significant digit is itself at least B/2. The carry out of
 * level 1 is a multiple of 2^64 and vanishes.
 */
public final class SignedDecomposition {
    private final int baseLog;
    private final int levelCount;

    public SignedDecomposition(Decomposition decomposition) {
        baseLog = decomposition.baseLog();
        levelCount = decomposition.levelCount();
        if (baseLog > 31 || baseLog * levelCount > 63) {
            throw new IllegalArgumentException("decomposition too fine for 64-bit words: " + decomposition);
        }
    }

    /** Base and levels. */
    public Decomposition decomposition() {
        return new Decomposition(baseLog, levelCount);
    }

    /**
     * Decomposes words.
     *
     * @param words torus words
     * @param count number of words to decompose, from the first on
     * @param digits receives the digits of levels 1 to l of the first word, then those of the next
     */
    public void decompose(long[] words, int count, int[] digits) {
        for (int i = 0; i < count; i++) {
            decompose(words[i], digits, i * levelCount);
        }
    }

    /**
     * Decomposes one word.
     *
     * @param word a torus word
     * @param digits receives the digits of levels 1 to l, in this order
     * @param offset index of the first digit
     */
    public void decompose(long word, int[] digits, int offset) {
        long mask = (1L << baseLog) - 1;
        long state = (word >>> 63 - baseLog * levelCount) + 1 >>> 1 & (1L << baseLog * levelCount) - 1;
        for (int level = levelCount - 1; level >= 0; level--) {
            long digit = state & mask;
            state >>>= baseLog;
            long carry = ((digit - 1 | state) & digit) >>> baseLog - 1;
            state += carry;
            digits[offset + level] = (int) (digit - (carry << baseLog));
        }
    }
}
