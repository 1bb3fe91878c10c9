package org.fhevm.tfhe.core.algorithm;

import org.fhevm.tfhe.core.entity.LweCompactCiphertextList;

/** Expands the LWE ciphertexts of a compact list, which stores only the shared masks and the bodies. */
public final class CompactListMask {
    private CompactListMask() {}

    /** Ciphertext {@code index} of a list: n mask words, those of X^t·C for index t in its group, then the body. */
    public static long[] expand(LweCompactCiphertextList list, int index) {
        int n = list.lweDimension();
        int t = index % n;
        int mask = list.maskOffset(index / n);
        long[] words = list.words();
        long[] lwe = new long[n + 1];
        for (int j = 0; j < t; j++) {
            lwe[j] = -words[mask + n + j - t];
        }
        for (int j = t; j < n; j++) {
            lwe[j] = words[mask + j - t];
        }
        lwe[n] = words[list.bodyOffset(index)];
        return lwe;
    }
}
