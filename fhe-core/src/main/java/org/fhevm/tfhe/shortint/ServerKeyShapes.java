package org.fhevm.tfhe.shortint;

import org.fhevm.tfhe.core.entity.LweKeyswitchKey;

/** Whether the parts of a server key fit each other. */
final class ServerKeyShapes {
    private ServerKeyShapes() {}

    /** The keyswitch leads from the big key to the small one, and the blind rotation back. */
    static void requireSwitchAndRotation(
            LweKeyswitchKey keyswitchKey, int inputDimension, int glweDimension, int polynomialSize) {
        long bigDimension = (long) glweDimension * polynomialSize;
        if (keyswitchKey.inputDimension() != bigDimension || keyswitchKey.outputDimension() != inputDimension) {
            throw new IllegalArgumentException("keyswitch key " + keyswitchKey.inputDimension() + " → "
                    + keyswitchKey.outputDimension() + " does not fit bootstrapping key " + inputDimension + " → "
                    + bigDimension);
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

    static void requireCasting(ServerKeyMaterial.Casting casting, LweKeyswitchKey keyswitchKey) {
        int expected = switch (casting.destination()) {
            case BIG -> keyswitchKey.inputDimension();
            case SMALL -> keyswitchKey.outputDimension();
        };
        if (casting.key().outputDimension() != expected) {
            throw new IllegalArgumentException("casting key leads to dimension "
                    + casting.key().outputDimension() + ", the destination key has " + expected);
        }
    }

    static void requireCompression(ServerKeyMaterial.Compression compression, LweKeyswitchKey keyswitchKey) {
        if (compression.key().inputDimension() != keyswitchKey.inputDimension()) {
            throw new IllegalArgumentException("packing key takes dimension "
                    + compression.key().inputDimension() + ", blocks have " + keyswitchKey.inputDimension());
        }
    }

    static void requireDecompression(
            int glweDimension, int polynomialSize, int lwePerGlwe, LweKeyswitchKey keyswitchKey) {
        if ((long) glweDimension * polynomialSize != keyswitchKey.inputDimension()) {
            throw new IllegalArgumentException("decompression key leads to dimension "
                    + (long) glweDimension * polynomialSize + ", blocks have " + keyswitchKey.inputDimension());
        }
        if (lwePerGlwe < 1) {
            throw new IllegalArgumentException("a GLWE cannot hold " + lwePerGlwe + " LWE");
        }
    }
}
