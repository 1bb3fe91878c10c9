package org.fhevm.tfhe.core.entity;

/**
 * LWE ciphertexts made with a compact public key, which share masks.
 *
 * <p>Up to n ciphertexts form a group with one mask C. The mask of ciphertext t of a group is X^t · C in Z[X]/(X^n +
 * 1): entry j is C_(j−t) for j ≥ t and −C_(n+j−t) before.
 *
 * @param lweDimension n, the dimension of the compact key
 * @param lweCount c, the number of ciphertexts
 * @param words ceil(c/n) masks of n words, then c bodies; borrowed
 */
@SuppressWarnings("ArrayRecordComponent") // the array is borrowed; lists are not compared
public record LweCompactCiphertextList(int lweDimension, int lweCount, long[] words) {
    public LweCompactCiphertextList {
        Shapes.requirePositive(lweDimension, "LWE dimension");
        if (lweCount < 0) {
            throw new IllegalArgumentException("a list cannot have " + lweCount + " ciphertexts");
        }
        long expected = wordCount(lweDimension, lweCount);
        if (words.length != expected) {
            throw new IllegalArgumentException("a compact list of " + lweCount + " LWE of dimension " + lweDimension
                    + " has " + expected + " words, not " + words.length);
        }
    }

    /** The number of words of a list: its masks and its bodies. */
    public static long wordCount(int lweDimension, int lweCount) {
        return (long) Math.ceilDiv(lweCount, lweDimension) * lweDimension + lweCount;
    }

    /** The number of groups, hence of masks. */
    public int groupCount() {
        return Math.ceilDiv(lweCount, lweDimension);
    }

    /** Index of the first mask word of a group in {@link #words}. */
    public int maskOffset(int group) {
        return group * lweDimension;
    }

    /** Index of the body of a ciphertext in {@link #words}. */
    public int bodyOffset(int index) {
        return groupCount() * lweDimension + index;
    }
}
