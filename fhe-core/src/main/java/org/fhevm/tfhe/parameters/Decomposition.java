package org.fhevm.tfhe.parameters;

/**
 * A gadget decomposition of torus words: base 2^baseLog, level ℓ = 1 … levelCount having the factor 2^(64 − baseLog·ℓ).
 *
 * @param baseLog log2 of the base
 * @param levelCount number of digits; {@code baseLog · levelCount} is at most 64
 */
public record Decomposition(int baseLog, int levelCount) {
    public Decomposition {
        if (baseLog < 1 || baseLog > 63 || levelCount < 1 || levelCount > 64 || baseLog * levelCount > 64) {
            throw new IllegalArgumentException(
                    "a decomposition of " + levelCount + " levels of " + baseLog + " bits does not fit a 64-bit word");
        }
    }
}
