package org.fhevm.tfhe.math.simd;

import java.math.BigInteger;

/**
 * A prime and its constants for {@link FieldLanes}.
 *
 * @param prime its digits, signed; borrowed
 * @param negativeInverse −p^-1 modulo 2^51
 * @param topInverse 1 over the top digit
 */
@SuppressWarnings("ArrayRecordComponent") // borrowed; primes are not compared
record FieldDigits(double[] prime, long negativeInverse, double topInverse) {
    /** Neighbouring doubles are 2^51 apart: adding it rounds to multiples of that. */
    static final double SPLIT = 0x1.8p103;

    /** Neighbouring doubles are 1 apart: its bits plus an integer are those of the sum. */
    static final double WHOLE = 0x1.8p52;

    static final long SPLIT_BITS = Double.doubleToRawLongBits(SPLIT);
    static final long WHOLE_BITS = Double.doubleToRawLongBits(WHOLE);

    /** From a digit to the one above. */
    static final double DIGIT_DOWN = 0x1p-51;

    static FieldDigits of(BigInteger prime) {
        if (prime.bitLength() < 430 || prime.bitLength() > 447 || !prime.testBit(0)) {
            throw new IllegalArgumentException("a prime of " + prime.bitLength() + " bits has no lanes");
        }
        BigInteger digit = BigInteger.ONE.shiftLeft(FieldLanes.DIGIT_BITS);
        double[] digits = new double[FieldLanes.DIGITS];
        BigInteger rest = prime;
        for (int j = 0; j < digits.length; j++) {
            BigInteger low = rest.mod(digit);
            if (low.testBit(FieldLanes.DIGIT_BITS - 1)) {
                low = low.subtract(digit);
            }
            digits[j] = low.doubleValue();
            rest = rest.subtract(low).shiftRight(FieldLanes.DIGIT_BITS);
        }
        long inverse = prime.negate().modInverse(digit).longValueExact();
        return new FieldDigits(digits, inverse, 1 / digits[FieldLanes.DIGITS - 1]);
    }
}
