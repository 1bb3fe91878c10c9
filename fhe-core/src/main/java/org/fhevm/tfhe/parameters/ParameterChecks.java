package org.fhevm.tfhe.parameters;

/** The checks that several parameter records share. */
final class ParameterChecks {
    private ParameterChecks() {}

    static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    static void requirePowerOfTwo(int value, String name) {
        if (value < 2 || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(name + " must be a power of two and at least 2, not " + value);
        }
    }

    /** The flattened key must fit an array. */
    static void requireFlattenable(int glweDimension, int polynomialSize) {
        if ((long) glweDimension * polynomialSize > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a GLWE key of dimension " + glweDimension + " and polynomial size "
                    + polynomialSize + " is too large");
        }
    }

    /** Message and carry moduli share the 63 bits below the padding bit; at least one of them stays for noise. */
    static void requireBlockModuli(int messageModulus, int carryModulus) {
        requirePowerOfTwo(messageModulus, "message modulus");
        requirePositive(carryModulus, "carry modulus");
        if (Integer.bitCount(carryModulus) != 1) {
            throw new IllegalArgumentException("carry modulus must be a power of two, not " + carryModulus);
        }
        int bits = Integer.numberOfTrailingZeros(messageModulus) + Integer.numberOfTrailingZeros(carryModulus);
        if (bits > 16) {
            throw new IllegalArgumentException(
                    "message modulus " + messageModulus + " and carry modulus " + carryModulus + " exceed 16 bits");
        }
    }
}
