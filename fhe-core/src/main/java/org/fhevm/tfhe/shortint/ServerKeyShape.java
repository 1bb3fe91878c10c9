package org.fhevm.tfhe.shortint;

import org.fhevm.tfhe.parameters.EncryptionKeyChoice;

/** The dimensions of the two compute keys, and whether the parts of a server key fit them. */
record ServerKeyShape(int bigDimension, int smallDimension) {

    /** The keyswitch leads from the big key to the small one, and the blind rotation back. */
    static ServerKeyShape of(
            int keyswitchInput, int keyswitchOutput, int rotationInput, int glweDimension, int polynomialSize) {
        long rotationOutput = (long) glweDimension * polynomialSize;
        if (keyswitchInput != rotationOutput || keyswitchOutput != rotationInput) {
            throw new IllegalArgumentException("keyswitch key " + keyswitchInput + " → " + keyswitchOutput
                    + " does not fit bootstrapping key " + rotationInput + " → " + rotationOutput);
        }
        return new ServerKeyShape(keyswitchInput, keyswitchOutput);
    }

    void requireCasting(EncryptionKeyChoice destination, int outputDimension) {
        int expected = switch (destination) {
            case BIG -> bigDimension;
            case SMALL -> smallDimension;
        };
        if (outputDimension != expected) {
            throw new IllegalArgumentException(
                    "casting key leads to dimension " + outputDimension + ", the destination key has " + expected);
        }
    }

    void requireCompression(int inputDimension) {
        if (inputDimension != bigDimension) {
            throw new IllegalArgumentException(
                    "packing key takes dimension " + inputDimension + ", blocks have " + bigDimension);
        }
    }

    void requireDecompression(int glweDimension, int polynomialSize) {
        long outputDimension = (long) glweDimension * polynomialSize;
        if (outputDimension != bigDimension) {
            throw new IllegalArgumentException(
                    "decompression key leads to dimension " + outputDimension + ", blocks have " + bigDimension);
        }
    }

    /** What compression makes, decompression takes. */
    static void requirePair(
            int packingGlweDimension,
            int packingPolynomialSize,
            int packedPerGlwe,
            int rotationInput,
            int unpackedPerGlwe) {
        long packingDimension = (long) packingGlweDimension * packingPolynomialSize;
        if (packingDimension != rotationInput || packedPerGlwe != unpackedPerGlwe) {
            throw new IllegalArgumentException("compression into dimension " + packingDimension + ", " + packedPerGlwe
                    + " per GLWE, does not fit decompression from dimension " + rotationInput + ", "
                    + unpackedPerGlwe + " per GLWE");
        }
    }

    static void requireStorage(int lwePerGlwe, int polynomialSize, int storageLogModulus) {
        if (lwePerGlwe < 1 || lwePerGlwe > polynomialSize) {
            throw new IllegalArgumentException(lwePerGlwe + " LWE do not fit a polynomial of size " + polynomialSize);
        }
        if (storageLogModulus < 1 || storageLogModulus > 63) {
            throw new IllegalArgumentException("storage modulus 2^" + storageLogModulus + " is out of range");
        }
    }

    static void requireBookkeeping(int messageModulus, int carryModulus, int maxDegree, int maxNoiseLevel) {
        if (messageModulus < 2
                || carryModulus < 1
                || Integer.bitCount(messageModulus) != 1
                || Integer.bitCount(carryModulus) != 1
                || (long) messageModulus * carryModulus > 1 << 16) {
            throw new IllegalArgumentException(
                    "a block cannot have message modulus " + messageModulus + " and carry modulus " + carryModulus);
        }
        if (maxDegree < 0 || maxDegree >= messageModulus * carryModulus || maxNoiseLevel < 1) {
            throw new IllegalArgumentException("maximal degree " + maxDegree + " and noise level " + maxNoiseLevel
                    + " do not fit message modulus " + messageModulus + " and carry modulus " + carryModulus);
        }
    }
}
