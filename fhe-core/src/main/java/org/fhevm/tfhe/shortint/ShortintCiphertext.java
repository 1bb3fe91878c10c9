package org.fhevm.tfhe.shortint;

/**
 * One block: an LWE ciphertext with its degree and noise level, which decide the operations that it still allows.
 *
 * <p>The encoded value is at most {@code degree}. The standard deviation of the noise, in units of that of a fresh
 * bootstrap output, is the <em>norm</em> of the block: its square is kept, and the noise level, which files have, is
 * the next integer. A trivial block has an all-zero mask and noise level 0.
 */
public final class ShortintCiphertext {
    /** Stands for an unknown noise level. */
    public static final int UNKNOWN_NOISE_LEVEL = Integer.MAX_VALUE;

    private final long[] words;
    private final int degree;
    private final int noiseLevel;
    private final int noiseSquared;

    /**
     * @param words mask, then body, so dimension + 1 words; borrowed
     * @param degree upper bound of the encoded value, not negative
     * @param noiseLevel 0 if there is no noise, {@link #UNKNOWN_NOISE_LEVEL} if it is unknown
     */
    public ShortintCiphertext(long[] words, int degree, int noiseLevel) {
        this(words, degree, noiseLevel, (int) Math.min((long) noiseLevel * noiseLevel, Integer.MAX_VALUE));
    }

    private ShortintCiphertext(long[] words, int degree, int noiseLevel, int noiseSquared) {
        if (words.length < 2 || degree < 0 || noiseLevel < 0) {
            throw new IllegalArgumentException("a block cannot have " + words.length + " words, degree " + degree
                    + " and noise level " + noiseLevel);
        }
        this.words = words;
        this.degree = degree;
        this.noiseLevel = noiseLevel;
        this.noiseSquared = noiseSquared;
    }

    /**
     * A block of known noise.
     *
     * @param words mask, then body; borrowed
     * @param degree upper bound of the encoded value, not negative
     * @param noiseSquared the square of the norm, or a bound of it
     */
    public static ShortintCiphertext ofNoiseSquared(long[] words, int degree, int noiseSquared) {
        return new ShortintCiphertext(words, degree, (int) Math.ceil(Math.sqrt(noiseSquared)), noiseSquared);
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

    /** The square of the norm of the noise; {@link Integer#MAX_VALUE} if it is unknown or larger. */
    public int noiseSquared() {
        return noiseSquared;
    }

    /** The same block with another bound of its value. */
    public ShortintCiphertext withDegree(int known) {
        return new ShortintCiphertext(words, known, noiseLevel, noiseSquared);
    }

    @Override
    public String toString() {
        return "ShortintCiphertext[lweDimension=" + lweDimension() + ", degree=" + degree + ", noiseLevel=" + noiseLevel
                + "]";
    }
}
