package org.fhevm.coprocessor.cli.keys;

import java.nio.file.Path;
import org.fhevm.coprocessor.cli.terminal.CommandFailure;
import org.fhevm.tfhe.parameters.CompactKeyParameters;
import org.fhevm.tfhe.parameters.NoiseDistribution;
import org.fhevm.tfhe.zk.ProofShape;
import org.fhevm.tfhe.zk.PublicParameters;
import org.fhevm.tfhe.zk.PublicParameters.Progress;
import org.fhevm.tfhe.zk.curve.Workers;

/**
 * The bounds that proofs of lists under a compact public key need, compared with those of public parameters (a CRS).
 *
 * @param lweDimension dimension of the lists
 * @param noiseBoundLog2 log2 of a bound of the noise
 * @param messageBits bits that each LWE holds below its padding bit
 */
public record ProofParameters(int lweDimension, int noiseBoundLog2, int messageBits) {
    /** The uppermost plaintext bit, which proofs show to be zero. */
    private static final int PADDING_BITS = 1;

    /** @throws CommandFailure if the scheme has no proofs for such a key */
    public static ProofParameters of(CompactKeyParameters key) {
        if (key.noise() instanceof NoiseDistribution.TUniform(int boundLog2)) {
            return new ProofParameters(
                    key.lweDimension(),
                    // The distribution includes both ends, so that the next power of two bounds it.
                    boundLog2 + 1,
                    Integer.numberOfTrailingZeros(key.messageModulus())
                            + Integer.numberOfTrailingZeros(key.carryModulus()));
        }
        throw new CommandFailure("proofs are for keys of uniform noise, not of " + key.noise());
    }

    /**
     * The shape of parameters under which one proof covers values of {@code bits} bits in all.
     *
     * @throws CommandFailure if one proof cannot cover that
     */
    public ProofShape shape(int bits) {
        int most = messageBits * lweDimension;
        if (bits < 1 || bits > most) {
            throw new CommandFailure("a proof covers 1 to " + most + " bits, not " + bits);
        }
        return new ProofShape(
                lweDimension,
                Math.ceilDiv(bits, messageBits),
                noiseBoundLog2,
                messageBits + PADDING_BITS,
                PADDING_BITS);
    }

    /**
     * Checks that the parameters are for such keys.
     *
     * @param file where the parameters come from
     * @throws CommandFailure if they are for others
     */
    public void requireFit(PublicParameters parameters, Path file) {
        ProofShape shape = parameters.shape();
        ProofParameters found = new ProofParameters(
                shape.lweDimension(), shape.noiseBoundLog2(), shape.plaintextLog2() - shape.paddingBits());
        if (!found.equals(this) || shape.paddingBits() != PADDING_BITS) {
            throw new CommandFailure(file + " is for other keys: for " + found + " with " + shape.paddingBits()
                    + " padding bits, and the public key makes " + this + " with " + PADDING_BITS);
        }
    }

    /**
     * Checks every point of the parameters, and that the points are powers of one number. At the parameters of fhevm
     * this takes half a minute of processor time.
     *
     * @param file where the parameters come from
     * @throws CommandFailure if a point is not in its group, or the points are not powers of one number
     */
    public static void requireValid(PublicParameters parameters, Path file, Workers workers, Progress progress) {
        String fault = switch (parameters.validate(workers, progress)) {
            case VALID -> null;
            case POINT_OUTSIDE_GROUP -> "not all of its points are in their groups";
            case NOT_POWERS -> "its points are not powers of one number";
        };
        if (fault != null) {
            throw new CommandFailure(file + " is damaged or malicious: " + fault);
        }
    }

    @Override
    public String toString() {
        return "lists of dimension " + lweDimension + ", noise below 2^" + noiseBoundLog2 + " and messages of "
                + messageBits + " bits";
    }
}
