package org.fhevm.tfhe.parameters;

import static org.fhevm.tfhe.parameters.ParameterChecks.requireFlattenable;
import static org.fhevm.tfhe.parameters.ParameterChecks.requirePositive;
import static org.fhevm.tfhe.parameters.ParameterChecks.requirePowerOfTwo;

/**
 * The packing of blocks for storage, and the restoring of blocks.
 *
 * @param bootstrap decomposition of the blind rotation that restores a block
 * @param packing decomposition of the keyswitch that packs blocks into one GLWE
 * @param packingPolynomialSize polynomial size of that GLWE, a power of two
 * @param packingGlweDimension dimension of that GLWE
 * @param lwePerGlwe blocks per GLWE, at most the polynomial size
 * @param storageLogModulus bits kept of each coefficient, 1 to 31
 * @param packingNoise noise of the packing key
 */
public record CompressionParameters(
        Decomposition bootstrap,
        Decomposition packing,
        int packingPolynomialSize,
        int packingGlweDimension,
        int lwePerGlwe,
        int storageLogModulus,
        NoiseDistribution packingNoise) {
    public CompressionParameters {
        requirePowerOfTwo(packingPolynomialSize, "packing polynomial size");
        requirePositive(packingGlweDimension, "packing GLWE dimension");
        requirePositive(lwePerGlwe, "number of LWE per GLWE");
        if (lwePerGlwe > packingPolynomialSize) {
            throw new IllegalArgumentException(
                    lwePerGlwe + " LWE do not fit a polynomial of size " + packingPolynomialSize);
        }
        if (storageLogModulus < 1 || storageLogModulus >= Integer.SIZE) {
            throw new IllegalArgumentException("storage modulus 2^" + storageLogModulus + " is out of range");
        }
        requireFlattenable(packingGlweDimension, packingPolynomialSize);
    }

    /** The dimension of the packing key read as one LWE key. */
    public int packingLweDimension() {
        return packingGlweDimension * packingPolynomialSize;
    }
}
