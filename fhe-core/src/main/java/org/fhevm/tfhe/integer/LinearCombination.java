package org.fhevm.tfhe.integer;

import org.fhevm.tfhe.shortint.LookupTable;
import org.fhevm.tfhe.shortint.ServerKey;
import org.fhevm.tfhe.shortint.ShortintCiphertext;

/**
 * A sum of blocks with small weights and a constant: the input of a bootstrap. Mutable while it is put together; for
 * one thread.
 *
 * <p>It tracks the range of its value and an upper bound of its noise, and refuses an input that a bootstrap could not
 * take: a value outside -16..15, where negative ones stand for 16..31, or a noise above {@link #MAXIMUM_NOISE}.
 *
 * <p>Noise is counted in units of a fresh block. Blocks of one operand share no noise, and neither does a result of the
 * operation itself with any operand: squares of norms add up. Blocks of different operands may share any part of their
 * noise, up to being the same block: norms add up. {@link #otherOperand} marks the change. See
 * {@code docs/engine-noise.md} for the argument.
 */
final class LinearCombination {
    /**
     * The largest 2-norm of the input of a bootstrap with the centred modulus switch. At 10 the failure probability of
     * the fhevm 0.6 parameters is below 2^-64, their own claim for norm 5 with the plain switch; see
     * {@code docs/engine-noise.md}.
     */
    static final double MAXIMUM_NOISE = 10;

    /** Above the error of square roots, so that squares that are integers stay so. */
    private static final double ROUNDING_ERROR = 1e-6;

    private final ServerKey key;
    private final long[] words;
    private int minimum;
    private int maximum;
    /** Norm of the terms of all operands before the present one. */
    private double finishedNoise;
    /** Squared norm of the terms of the present operand. */
    private int noiseSquared;

    LinearCombination(ServerKey key) {
        this.key = key;
        this.words = new long[key.blockDimension() + 1];
    }

    /** Adds {@code weight·block}. */
    LinearCombination plus(int weight, ShortintCiphertext block) {
        minimum += Math.min(0, weight * block.degree());
        maximum += Math.max(0, weight * block.degree());
        return addEncrypted(weight, block);
    }

    /** Adds {@code weight·block} for a block whose value lies between minus its degree and its degree. */
    LinearCombination plusSigned(int weight, ShortintCiphertext block) {
        minimum -= Math.abs(weight) * block.degree();
        maximum += Math.abs(weight) * block.degree();
        return addEncrypted(weight, block);
    }

    private LinearCombination addEncrypted(int weight, ShortintCiphertext block) {
        long[] from = block.words();
        if (from.length != words.length) {
            throw new IllegalArgumentException(
                    "a block of dimension " + block.lweDimension() + " under keys of dimension " + (words.length - 1));
        }
        if (RadixContext.isTrivial(block)) {
            words[words.length - 1] += weight * from[words.length - 1];
        } else {
            addWords(weight, from);
            noiseSquared += weight * weight * block.noiseSquared();
        }
        return this;
    }

    private void addWords(int weight, long[] from) {
        if (weight == 1) {
            for (int j = 0; j < words.length; j++) {
                words[j] += from[j];
            }
        } else if (weight == -1) {
            for (int j = 0; j < words.length; j++) {
                words[j] -= from[j];
            }
        } else {
            for (int j = 0; j < words.length; j++) {
                words[j] += weight * from[j];
            }
        }
    }

    /** Adds two blocks, the second signed, whose sum the caller knows to be a message, 0..3. */
    LinearCombination plusMessage(ShortintCiphertext block, ShortintCiphertext signed) {
        maximum += RadixContext.MAXIMUM_MESSAGE;
        addEncrypted(1, block);
        return addEncrypted(1, signed);
    }

    LinearCombination plus(ShortintCiphertext block) {
        return plus(1, block);
    }

    /** Adds {@code weight·other}, for a positive weight and a sum that shares no noise with this one. */
    LinearCombination plus(int weight, LinearCombination other) {
        minimum += weight * other.minimum;
        maximum += weight * other.maximum;
        noiseSquared += weight * weight * other.noiseSquared();
        addWords(weight, other.words);
        return this;
    }

    /**
     * From here on blocks are added that may share their noise with those added so far. Blocks that share noise with
     * neither may be counted on either side.
     */
    LinearCombination otherOperand() {
        finishedNoise += Math.sqrt(noiseSquared);
        noiseSquared = 0;
        return this;
    }

    LinearCombination minus(ShortintCiphertext block) {
        return plus(-1, block);
    }

    /** Adds a constant. */
    LinearCombination plusScalar(int value) {
        words[words.length - 1] += (long) value << key.deltaLog2();
        minimum += value;
        maximum += value;
        return this;
    }

    /** The same sum, for a value that the caller knows to lie in this range. */
    LinearCombination knownBetween(int least, int greatest) {
        minimum = least;
        maximum = greatest;
        return this;
    }

    /** The largest value that it can have. */
    int maximum() {
        return maximum;
    }

    /** The square of its noise's norm, in units of a fresh block, rounded up to an integer. */
    int noiseSquared() {
        if (finishedNoise == 0) {
            return noiseSquared;
        }
        double norm = finishedNoise + Math.sqrt(noiseSquared);
        return (int) Math.ceil(norm * norm - ROUNDING_ERROR);
    }

    boolean isTrivial() {
        return noiseSquared() == 0;
    }

    /** Equal for sums of the same noise, whatever their constant and their sign. */
    int noiseHash() {
        int plus = 0;
        int minus = 0;
        for (int j = 0; j < words.length - 1; j++) {
            plus = 31 * plus + Long.hashCode(words[j]);
            minus = 31 * minus + Long.hashCode(-words[j]);
        }
        return plus ^ minus;
    }

    /** Whether this is a block plus a constant, or a constant minus the block: the mask is the same up to its sign. */
    boolean hasNoiseOf(ShortintCiphertext block) {
        long[] other = block.words();
        boolean isSame = true;
        boolean isOpposite = true;
        for (int j = 0; j < words.length - 1 && (isSame || isOpposite); j++) {
            isSame &= words[j] == other[j];
            isOpposite &= words[j] == -other[j];
        }
        return isSame || isOpposite;
    }

    /** The value of a trivial combination, 0..31. */
    int trivialValue() {
        return (int) (words[words.length - 1] >>> key.deltaLog2());
    }

    /** The words, checked for a bootstrap on these tables; borrowed. */
    long[] wordsFor(LookupTable... tables) {
        if (noiseSquared() > MAXIMUM_NOISE * MAXIMUM_NOISE) {
            throw new IllegalStateException("noise of norm " + Math.sqrt(noiseSquared()) + " cannot be bootstrapped");
        }
        for (LookupTable table : tables) {
            if (!table.accepts(minimum, maximum)) {
                throw new IllegalStateException(
                        "values from " + minimum + " to " + maximum + " do not fit the domain of the table");
            }
        }
        return words;
    }

    /**
     * The sum as a block, without a bootstrap: the caller knows that the value is a message.
     *
     * @param degree the largest value that it can take, by the caller's knowledge
     */
    ShortintCiphertext asBlock(int degree) {
        return ShortintCiphertext.ofNoiseSquared(words, degree, noiseSquared());
    }
}
