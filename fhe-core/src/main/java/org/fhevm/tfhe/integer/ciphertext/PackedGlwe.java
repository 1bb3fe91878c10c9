package org.fhevm.tfhe.integer.ciphertext;

/**
 * One packed GLWE of a compressed list: coefficients rounded to a few bits each and laid end to end.
 *
 * <p>Value i occupies bits i·L … i·L + L − 1 of a bit string that fills the words from their least significant bit, L
 * being {@code logModulus}. The values are the k·N mask coefficients, then the first {@code bodyCount} coefficients of
 * the body; the others are 0 and not stored.
 *
 * @param packed ceil(initialLength·L / 64) words; unused high bits of the last one are 0; borrowed
 * @param logModulus L, bits per value
 * @param initialLength number of values, k·N + bodyCount
 * @param glweDimension k
 * @param polynomialSize N
 * @param bodyCount blocks held, 1 to N
 */
@SuppressWarnings("ArrayRecordComponent") // borrowed; packed ciphertexts are not compared
public record PackedGlwe(
        long[] packed, int logModulus, int initialLength, int glweDimension, int polynomialSize, int bodyCount) {
    public PackedGlwe {
        if (logModulus < 1 || logModulus > 63) {
            throw new IllegalArgumentException("storage modulus 2^" + logModulus + " is out of range");
        }
        if (polynomialSize < 2 || Integer.bitCount(polynomialSize) != 1 || glweDimension < 1) {
            throw new IllegalArgumentException(
                    "a GLWE cannot have dimension " + glweDimension + " and polynomial size " + polynomialSize);
        }
        if (bodyCount < 1 || bodyCount > polynomialSize) {
            throw new IllegalArgumentException(bodyCount + " bodies do not fit a polynomial of size " + polynomialSize);
        }
        if (initialLength != (long) glweDimension * polynomialSize + bodyCount) {
            throw new IllegalArgumentException("a packed GLWE of dimension " + glweDimension + ", polynomial size "
                    + polynomialSize + " and " + bodyCount + " bodies does not hold " + initialLength + " values");
        }
        long words = Math.ceilDiv((long) initialLength * logModulus, Long.SIZE);
        if (packed.length != words) {
            throw new IllegalArgumentException(initialLength + " values of " + logModulus + " bits take " + words
                    + " words, not " + packed.length);
        }
    }
}
