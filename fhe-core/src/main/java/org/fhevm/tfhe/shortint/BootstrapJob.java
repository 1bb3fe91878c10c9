package org.fhevm.tfhe.shortint;

import java.util.List;

/**
 * One input and the tables to be looked up on it: the unit of work that operations hand to an executor.
 *
 * <p>The way to the small key is walked once, however many tables there are. A job is filled in by one thread at a
 * time; its results may be read when the round it belongs to has been run. It owns the arrays that results are written
 * to: they are made when it is first run, and overwritten when it is run again.
 */
public final class BootstrapJob {

    /** Where an input comes from, and so which keys bring it to a block. */
    public enum Source {
        /** A block: keyswitch, centred modulus switch, blind rotation. */
        BLOCK,
        /** An LWE of a compact list: casting keyswitch, centred modulus switch, blind rotation. */
        COMPACT_LIST,
        /** An LWE under the packing key, its words multiples of 2^64/2N: blind rotation with the decompression key. */
        PACKED,
        /** An LWE under the small key that must be rounded plainly, as pseudo-random masks must: blind rotation. */
        PSEUDO_RANDOM
    }

    private final Source source;
    private final long[] input;
    private final List<LookupTable> tables;
    private final int ditherSeed;
    private final ShortintCiphertext[] results;

    /**
     * @param source the key that the input is under
     * @param input mask, then body; borrowed until the round has been run
     * @param tables at least one; all their functions yield results
     */
    public BootstrapJob(Source source, long[] input, List<LookupTable> tables) {
        this(source, input, tables, 0);
    }

    /**
     * One of several jobs with the same input. A bootstrap is a function of its input: the results of equal jobs are
     * copies of each other, and in a sum their noise adds up instead of mixing. Jobs that differ in this number have
     * noise of their own.
     *
     * @param ditherSeed 0 for the only one, or the first
     */
    public BootstrapJob(Source source, long[] input, List<LookupTable> tables, int ditherSeed) {
        this.source = source;
        this.input = input;
        this.tables = List.copyOf(tables);
        this.ditherSeed = ditherSeed;
        int count = 0;
        for (LookupTable table : tables) {
            count += table.functions();
        }
        this.results = new ShortintCiphertext[count];
    }

    public Source source() {
        return source;
    }

    /** Mask, then body. */
    public long[] input() {
        return input;
    }

    public List<LookupTable> tables() {
        return tables;
    }

    /** Which of several jobs with the same input this is. */
    public int ditherSeed() {
        return ditherSeed;
    }

    /** The result of the first function of the first table. */
    public ShortintCiphertext result() {
        return result(0);
    }

    /** The results in order: all functions of the first table, then those of the next. */
    public ShortintCiphertext result(int index) {
        ShortintCiphertext result = results[index];
        if (result == null) {
            throw new IllegalStateException("the round of this bootstrap has not been run");
        }
        return result;
    }

    void complete(int index, ShortintCiphertext result) {
        results[index] = result;
    }

    /** Where the words of a fresh result go; the rest of it is known beforehand. */
    long[] resultWords(int index, int size, int degree) {
        ShortintCiphertext result = results[index];
        if (result == null) {
            result = new ShortintCiphertext(new long[size], degree, 1);
            results[index] = result;
        }
        return result.words();
    }
}
