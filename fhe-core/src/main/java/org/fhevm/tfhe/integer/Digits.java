package org.fhevm.tfhe.integer;

import java.math.BigInteger;

/** Unencrypted integers as base-4 digits, least significant first: the form in which operations take scalars. */
public final class Digits {
    private Digits() {}

    /** The lowest digits of an integer that is not negative. */
    public static int[] of(BigInteger value, int count) {
        int[] digits = new int[count];
        for (int i = 0; i < count; i++) {
            int position = RadixContext.MESSAGE_BITS * i;
            digits[i] = (value.testBit(position) ? 1 : 0) + (value.testBit(position + 1) ? 2 : 0);
        }
        return digits;
    }

    /** The integer that has these digits. */
    public static BigInteger toInteger(int[] digits) {
        BigInteger value = BigInteger.ZERO;
        for (int i = digits.length - 1; i >= 0; i--) {
            value = value.shiftLeft(RadixContext.MESSAGE_BITS).add(BigInteger.valueOf(digits[i]));
        }
        return value;
    }

    /** 4^exponent. */
    static BigInteger power(int exponent) {
        return BigInteger.ONE.shiftLeft(RadixContext.MESSAGE_BITS * exponent);
    }

    /** Number of digits of an integer that is not negative; none for 0. */
    static int count(BigInteger value) {
        return Math.ceilDiv(value.bitLength(), RadixContext.MESSAGE_BITS);
    }
}
