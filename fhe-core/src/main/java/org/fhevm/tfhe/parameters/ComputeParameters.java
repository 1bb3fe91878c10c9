package org.fhevm.tfhe.parameters;

import static org.fhevm.tfhe.parameters.ParameterChecks.requireBlockModuli;
import static org.fhevm.tfhe.parameters.ParameterChecks.requireFlattenable;
import static org.fhevm.tfhe.parameters.ParameterChecks.requirePositive;
import static org.fhevm.tfhe.parameters.ParameterChecks.requirePowerOfTwo;

/**
 * The parameters of the blocks that operations work on, with one bit per step of the blind rotation ("classic").
 *
 * @param lweDimension n, the dimension of the small key
 * @param glweDimension k
 * @param polynomialSize N, a power of two
 * @param lweNoise noise of encryptions under the small key
 * @param glweNoise noise of encryptions under the GLWE key
 * @param bootstrap decomposition of the external product
 * @param keyswitch decomposition of the keyswitch between the big and the small key
 * @param messageModulus values of a clean block, a power of two
 * @param carryModulus factor of the room above the message, a power of two
 * @param maxNoiseLevel largest standard deviation of the noise before a bootstrap, in units of that of a fresh block
 * @param log2FailureProbability log2 of the probability that a bootstrap at the highest noise level errs
 * @param encryptionKeyChoice the key that blocks are under
 */
public record ComputeParameters(
        int lweDimension,
        int glweDimension,
        int polynomialSize,
        NoiseDistribution lweNoise,
        NoiseDistribution glweNoise,
        Decomposition bootstrap,
        Decomposition keyswitch,
        int messageModulus,
        int carryModulus,
        int maxNoiseLevel,
        double log2FailureProbability,
        EncryptionKeyChoice encryptionKeyChoice) {
    public ComputeParameters {
        requirePositive(lweDimension, "LWE dimension");
        requirePositive(glweDimension, "GLWE dimension");
        requirePowerOfTwo(polynomialSize, "polynomial size");
        requireBlockModuli(messageModulus, carryModulus);
        requirePositive(maxNoiseLevel, "maximal noise level");
        requireFlattenable(glweDimension, polynomialSize);
    }

    /** The dimension k·N of the GLWE key read as one LWE key. */
    public int bigLweDimension() {
        return glweDimension * polynomialSize;
    }

    /** The dimension of the key that blocks are under. */
    public int blockLweDimension() {
        return switch (encryptionKeyChoice) {
            case BIG -> bigLweDimension();
            case SMALL -> lweDimension;
        };
    }

    /** The order of keyswitch and bootstrap that keeps blocks under the chosen key. */
    public PbsOrder pbsOrder() {
        return switch (encryptionKeyChoice) {
            case BIG -> PbsOrder.KEYSWITCH_BOOTSTRAP;
            case SMALL -> PbsOrder.BOOTSTRAP_KEYSWITCH;
        };
    }

    /** log2 of the factor between a message and its place in a torus word, below one bit of padding. */
    public int deltaLog2() {
        return 63 - Integer.numberOfTrailingZeros(messageModulus) - Integer.numberOfTrailingZeros(carryModulus);
    }
}
