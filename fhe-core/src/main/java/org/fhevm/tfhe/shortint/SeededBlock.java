package org.fhevm.tfhe.shortint;

import org.fhevm.tfhe.math.random.Seed;

/**
 * A {@link ShortintCiphertext} that stores a seed instead of the mask.
 *
 * @param seed the first {@code lweDimension} words of its stream are the mask
 * @param body the body
 * @param lweDimension length of the mask, at most 2^20
 * @param degree upper bound of the encoded value
 * @param noiseLevel as that of a block
 */
public record SeededBlock(Seed seed, long body, int lweDimension, int degree, int noiseLevel) {
    private static final int LARGEST_DIMENSION = 1 << 20;

    public SeededBlock {
        if (lweDimension < 1 || lweDimension > LARGEST_DIMENSION) {
            throw new IllegalArgumentException("a seeded block cannot have dimension " + lweDimension);
        }
        if (degree < 0 || noiseLevel < 0) {
            throw new IllegalArgumentException(
                    "a block cannot have degree " + degree + " and noise level " + noiseLevel);
        }
    }
}
