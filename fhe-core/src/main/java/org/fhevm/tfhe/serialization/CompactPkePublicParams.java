package org.fhevm.tfhe.serialization;

/**
 * The numbers of the public parameters that proofs are made and checked with (often called the CRS). The points are not kept.
 *
 * @param bigD D, length of the committed vector
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
        if (d < 1 || k < 1 || n < 1 || bigD != n - 1) {
            throw new IllegalArgumentException(
                    "public parameters cannot have d = " + d + ", k = " + k + ", n = " + n + ", D = " + bigD);
        }
        if (q != 0) {
            throw new IllegalArgumentException("a ciphertext modulus other than 2^64 is not supported");
        }
    }
}
