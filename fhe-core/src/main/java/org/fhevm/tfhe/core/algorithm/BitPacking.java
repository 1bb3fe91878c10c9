package org.fhevm.tfhe.core.algorithm;

/**
 * Values of a few bits laid end to end in 64-bit words: value i takes bits {@code L·i} to {@code L·i + L - 1} of the
 * stream, least significant bit first. The unused end of the last word is zero.
 */
public final class BitPacking {
    private BitPacking() {}

    /** Words that {@code count} values of {@code bits} bits take. */
    public static int wordCount(int count, int bits) {
        return Math.toIntExact(Math.ceilDiv((long) count * bits, Long.SIZE));
    }

    /** Packs the first {@code count} values; each must be below {@code 2^bits}, bits at most 32. */
    public static long[] pack(int[] values, int count, int bits) {
        long[] words = new long[wordCount(count, bits)];
        for (int i = 0; i < count; i++) {
            long value = values[i] & 0xffff_ffffL;
            long position = (long) i * bits;
            int word = (int) (position >>> 6);
            int shift = (int) position & 63;
            words[word] |= value << shift;
            if (shift + bits > Long.SIZE) {
                words[word + 1] |= value >>> Long.SIZE - shift;
            }
        }
        return words;
    }

    /** Value i of a packed stream. */
    public static long value(long[] words, int i, int bits) {
        long position = (long) i * bits;
        int word = (int) (position >>> 6);
        int shift = (int) position & 63;
        long value = words[word] >>> shift;
        if (shift + bits > Long.SIZE) {
            value |= words[word + 1] << Long.SIZE - shift;
        }
        return value & (1L << bits) - 1;
    }
}
