package org.fhevm.tfhe.serialization;

/**
 * The numbers of the public parameters that proofs are made and checked with (often called the CRS). The points are not
 * kept.
 *
 * @param bigD D, length of the committed vector, which follows from the others
 * @param n number of powers of the trapdoor in the second group, D + 1
 * @param d LWE dimension of the compact key
 * @param k most LWE in one proof
 * @param b bound of the encryption noise
 * @param bR bound of the quotients, d/2 + 1
 * @param q the ciphertext modulus; 0 stands for 2^64
 * @param t size of the plaintext space, padding bit included
 * @param msbsZeroPaddingBitCount number of uppermost plaintext bits that must be 0
 */
public record CompactPkePublicParams(
        int bigD, int n, int d, int k, long b, long bR, long q, long t, int msbsZeroPaddingBitCount) {
    public CompactPkePublicParams {
        if (d < 1 || k < 1 || Long.bitCount(b) != 1 || Long.bitCount(t) != 1 || msbsZeroPaddingBitCount < 0) {
            throw new IllegalArgumentException("public parameters cannot have d = " + d + ", k = " + k + ", B = " + b
                    + ", t = " + t + " and " + msbsZeroPaddingBitCount + " zero bits");
        }
        if (bR != d / 2 + 1 || bigD != lengthOfVector(d, k, b, bR, t >> msbsZeroPaddingBitCount) || n != bigD + 1) {
            throw new IllegalArgumentException("public parameters for d = " + d + " and k = " + k
                    + " cannot have B_r = " + bR + ", D = " + bigD + " and n = " + n);
        }
        if (q != 0) {
            throw new IllegalArgumentException("a ciphertext modulus other than 2^64 is not supported");
        }
    }

    /** Length of the committed vector: key bits, plaintext bits, and the bits of noise and quotients. */
    private static long lengthOfVector(int d, int k, long b, long bR, long plaintexts) {
        return d + (long) k * log2(plaintexts) + ((long) d + k) * (2 + log2(b) + log2(bR));
    }

    private static int log2(long value) {
        return Long.SIZE - 1 - Long.numberOfLeadingZeros(value);
    }
}
