package org.fhevm.tfhe.shortint;

/**
 * One block: an LWE ciphertext with its degree and noise level, which decide the operations that it still allows.
 *
 * <p>The encoded value is at most {@code degree}. The noise level is a bound of the standard deviation of the noise, in
 * units of that of a fresh bootstrap output. A trivial block has an all-zero mask and noise level 0.
 */
public final class ShortintCiphertext {
    /** Stands for an unknown noise level. */
    public static final int UNKNOWN_NOISE_LEVEL = Integer.MAX_VALUE;

    private final long[] words;
    private final int degree;
    private final int noiseLevel;

    /**
     * @param words mask, then body, so dimension + 1 words; borrowed
     * @param degree upper bound of the encoded value, not negative
     * @param noiseLevel 0 if there is no noise, {@link #UNKNOWN_NOISE_LEVEL} if it is unknown
     */
    public ShortintCiphertext(long[] words, int degree, int noiseLevel) {
        if (words.length < 2 || degree < 0 || noiseLevel < 0) {
            throw new IllegalArgumentException("a block cannot have " + words.length + " words, degree " + degree
                    + " and noise level " + noiseLevel);
        }
        this.words = words;
        this.degree = degree;
        this.noiseLevel = noiseLevel;
    }

    /** Mask, then body; borrowed. */
    public long[] words() {
        return words;
    }

    public int lweDimension() {
        return words.length - 1;
    }

    public int degree() {
        return degree;
    }

    public int noiseLevel() {
        return noiseLevel;
    }

    @Override
    public String toString() {
        return "ShortintCiphertext[lweDimension=" + lweDimension() + ", degree=" + degree + ", noiseLevel=" + noiseLevel
                + "]";
    }
}
