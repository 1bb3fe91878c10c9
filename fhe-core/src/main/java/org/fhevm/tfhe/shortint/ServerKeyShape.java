package org.fhevm.tfhe.shortint;

import org.fhevm.tfhe.core.entity.BootstrapShape;
import org.fhevm.tfhe.core.entity.KeyswitchShape;
import org.fhevm.tfhe.parameters.EncryptionKeyChoice;

/** The dimensions of the two compute keys, and whether the parts of a server key fit them. */
record ServerKeyShape(int bigDimension, int smallDimension) {
    /** The keyswitch goes from the big key to the small one, and the blind rotation back. */
    static ServerKeyShape of(KeyswitchShape keyswitch, BootstrapShape rotation) {
        if (keyswitch.inputDimension() != rotation.lweDimension()
                || keyswitch.outputDimension() != rotation.inputDimension()) {
            throw new IllegalArgumentException(
                    "keyswitch key " + keyswitch.inputDimension() + " → " + keyswitch.outputDimension()
                            + " does not fit bootstrapping key " + rotation.inputDimension() + " → "
                            + rotation.lweDimension());
        }
        return new ServerKeyShape(keyswitch.inputDimension(), keyswitch.outputDimension());
    }

    void requireCasting(EncryptionKeyChoice destination, KeyswitchShape casting) {
        int expected = switch (destination) {
            case BIG -> bigDimension;
            case SMALL -> smallDimension;
        };
        if (casting.outputDimension() != expected) {
            throw new IllegalArgumentException("casting key switches to dimension " + casting.outputDimension()
                    + ", the destination key has " + expected);
        }
    }

    void requireCompression(BootstrapShape packing) {
        if (packing.inputDimension() != bigDimension) {
            throw new IllegalArgumentException(
                    "packing key takes dimension " + packing.inputDimension() + ", blocks have " + bigDimension);
        }
    }

    void requireDecompression(BootstrapShape rotation) {
        if (rotation.lweDimension() != bigDimension) {
            throw new IllegalArgumentException("decompression key switches to dimension " + rotation.lweDimension()
                    + ", blocks have " + bigDimension);
        }
    }

    /** The output of compression must fit decompression. */
    static void requirePair(ServerKeyParts.Compression<?> packed, ServerKeyParts.Decompression<?> unpacked) {
        if (packed.key().lweDimension() != unpacked.key().inputDimension()
                || packed.lwePerGlwe() != unpacked.lwePerGlwe()) {
            throw new IllegalArgumentException("compression into dimension "
                    + packed.key().lweDimension() + ", " + packed.lwePerGlwe()
                    + " per GLWE, does not fit decompression from dimension "
                    + unpacked.key().inputDimension() + ", " + unpacked.lwePerGlwe() + " per GLWE");
        }
    }

    static void requireStorage(int lwePerGlwe, int polynomialSize, int storageLogModulus) {
        if (lwePerGlwe < 1 || lwePerGlwe > polynomialSize) {
            throw new IllegalArgumentException(lwePerGlwe + " LWE do not fit a polynomial of size " + polynomialSize);
        }
        if (storageLogModulus < 1 || storageLogModulus >= Integer.SIZE) {
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
