package org.fhevm.tfhe.core.entity;

/** Shape checks of the entities, with messages that name both shapes. */
final class Shapes {
    private Shapes() {}

    static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be positive, not " + value);
        }
    }

    static void requirePolynomialSize(int value) {
        if (value < 2 || Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException("polynomial size must be a power of two and at least 2, not " + value);
        }
    }

    /** Refuses an array whose length is not the product of the dimensions. */
    static void requireLength(String name, int length, int... dimensions) {
        long expected = 1;
        for (int dimension : dimensions) {
            requirePositive(dimension, "a dimension of the " + name);
            expected *= dimension;
            if (expected > Integer.MAX_VALUE) {
                throw new IllegalArgumentException("a " + name + " of this shape is too large");
            }
        }
        if (length != expected) {
            throw new IllegalArgumentException(
                    "a " + name + " of this shape has " + expected + " elements, not " + length);
        }
    }

    /** Refuses a seeded array whose expansion does not fit an array. */
    static void requireArray(String name, int length, long factor) {
        if (factor < 2 || length * factor > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a " + name + " of this shape is too large or has no mask");
        }
    }

    static void requireBinary(long[] bits, String name) {
        long union = 0;
        for (long bit : bits) {
            union |= bit;
        }
        if (union >>> 1 != 0) {
            throw new IllegalArgumentException("a " + name + " has entries other than 0 and 1");
        }
    }
}
