package org.fhevm.tfhe.core.entity;

/**
 * A binary GLWE secret key: k polynomials of N coefficients. Its text form shows the shape only.
 *
 * <p>Coefficient i of polynomial j is entry j·N + i. Read as one vector this is the big LWE key, the key of extracted
 * samples.
 */
public final class GlweSecretKey {
    private final long[] bits;
    private final int glweDimension;
    private final int polynomialSize;

    /**
     * @param bits k·N words of value 0 or 1, polynomial after polynomial; borrowed
     * @throws IllegalArgumentException if the length does not fit the shape or an entry is neither 0 nor 1
     */
    public GlweSecretKey(long[] bits, int glweDimension, int polynomialSize) {
        Shapes.requirePolynomialSize(polynomialSize);
        Shapes.requireLength("GLWE secret key", bits.length, glweDimension, polynomialSize);
        Shapes.requireBinary(bits, "GLWE secret key");
        this.bits = bits;
        this.glweDimension = glweDimension;
        this.polynomialSize = polynomialSize;
    }

    public int glweDimension() {
        return glweDimension;
    }

    public int polynomialSize() {
        return polynomialSize;
    }

    /** The secret coefficients, 0 or 1 each; borrowed. */
    public long[] secretBits() {
        return bits;
    }

    /** The same key as an LWE key of dimension k·N, sharing the array. */
    public LweSecretKey asLweSecretKey() {
        return new LweSecretKey(bits);
    }

    @Override
    public String toString() {
        return "GlweSecretKey[glweDimension=" + glweDimension + ", polynomialSize=" + polynomialSize + "]";
    }
}
