package org.fhevm.tfhe.zk;

/**
 * The numbers of public parameters: what proofs made with them bound. The ciphertext modulus is 2^64.
 *
 * @param lweDimension d, dimension of the compact key, a power of two
 * @param capacity k, most LWE in one proof
 * @param noiseBoundLog2 log2 of B: noise is in [−B, B)
 * @param plaintextLog2 log2 of t, the size of the plaintext space with its padding
 * @param paddingBits uppermost plaintext bits that are proved to be 0
 */
public record ProofShape(int lweDimension, int capacity, int noiseBoundLog2, int plaintextLog2, int paddingBits) {
    /** Products of two polynomials of n + 1 coefficients fit the roots of unity of Fr, of which there are 2^18. */
    private static final int MAXIMUM_LENGTH = (1 << 17) - 2;

    public ProofShape {
        if (lweDimension < 2
                || Integer.bitCount(lweDimension) != 1
                || capacity < 1
                || capacity > lweDimension
                || noiseBoundLog2 < 0
                || noiseBoundLog2 > 62
                || plaintextLog2 < 1
                || plaintextLog2 > 63
                || paddingBits < 0
                || paddingBits >= plaintextLog2) {
            throw new IllegalArgumentException("no proof has d = " + lweDimension + ", k = " + capacity + ", log2 B = "
                    + noiseBoundLog2 + ", log2 t = " + plaintextLog2 + " and " + paddingBits + " padding bits");
        }
        if (lengthFor(lweDimension, capacity, noiseBoundLog2, plaintextLog2 - paddingBits) > MAXIMUM_LENGTH) {
            throw new IllegalArgumentException(
                    "proofs for d = " + lweDimension + " and k = " + capacity + " are too long");
        }
    }

    /** B_r = d/2 + 1, bound of the quotients by the modulus. */
    public long quotientBound() {
        return lweDimension / 2 + 1;
    }

    /** Bits of a quotient, the sign included. */
    int quotientBits() {
        return 1 + log2(quotientBound());
    }

    /** Bits of a noise, the sign included. */
    int noiseBits() {
        return 1 + noiseBoundLog2;
    }

    /** Bits of a message. */
    int messageBits() {
        return plaintextLog2 - paddingBits;
    }

    /** D: bits of the witness of a proof of {@code bodies} LWE. */
    public int length(int bodies) {
        return (int) lengthFor(lweDimension, bodies, noiseBoundLog2, messageBits());
    }

    private static long lengthFor(int d, int k, int noiseLog2, int messageBits) {
        return d + (long) k * messageBits + ((long) d + k) * (2 + noiseLog2 + log2(d / 2 + 1));
    }

    /** n: powers of the trapdoor in the second group; one more than the longest witness. */
    public int powers() {
        return length(capacity) + 1;
    }

    private static int log2(long value) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    }
}
