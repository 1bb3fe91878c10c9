package org.fhevm.tfhe.parameters;

import static org.fhevm.tfhe.parameters.ParameterChecks.requireBlockModuli;
import static org.fhevm.tfhe.parameters.ParameterChecks.requirePowerOfTwo;

/**
 * The parameters of the compact public key that clients encrypt their inputs with.
 *
 * @param lweDimension dimension of the key, also the degree of the ring it lives in, hence a power of two
 * @param noise noise of the key itself and of the masks and bodies made with it
 * @param messageModulus message modulus of the encrypted blocks
 * @param carryModulus carry modulus of the encrypted blocks
 * @param expansion the steps from an expanded LWE to a block of the compute parameters
 */
public record CompactKeyParameters(
        int lweDimension, NoiseDistribution noise, int messageModulus, int carryModulus, ExpansionKind expansion) {
    public CompactKeyParameters {
        requirePowerOfTwo(lweDimension, "compact key dimension");
        requireBlockModuli(messageModulus, carryModulus);
    }

    /** log2 of the factor between a message and its place in a torus word, below one bit of padding. */
    public int deltaLog2() {
        return 63 - Integer.numberOfTrailingZeros(messageModulus) - Integer.numberOfTrailingZeros(carryModulus);
    }
}
