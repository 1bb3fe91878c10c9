package org.fhevm.tfhe.shortint;

import java.util.List;

/**
 * One input and the tables to look up on it: the unit of work that operations hand to an executor.
 *
 * <p>The keyswitch runs once, however many tables there are. One thread at a time runs a job; its results may be read
 * once its round has run. The job owns the arrays of its results: the first run makes them, and further runs overwrite
 * them.
 */
public final class BootstrapJob {
    private final Source source;
    private final long[] input;
    private final List<LookupTable> tables;
    private final int ditherSeed;
    private final ShortintCiphertext[] results;

    /**
     * @param source the kind of the input
     * @param input mask, then body; borrowed until the round has been run
     * @param tables at least one; all their functions yield results
     */
    public BootstrapJob(Source source, long[] input, List<LookupTable> tables) {
        this(source, input, tables, 0);
    }

    /**
     * One of several jobs with the same input. A bootstrap is a function of its input: the results of equal jobs are
     * copies of each other, and in a sum their noise adds up linearly. Jobs with different dither seeds have
     * independent noise.
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

    /** Distinguishes several jobs with the same input; 0 for the first. */
    public int ditherSeed() {
        return ditherSeed;
    }

    /**
     * The result of the first function of the first table.
     *
     * @throws IllegalStateException if the job has not been run
     */
    public ShortintCiphertext result() {
        return result(0);
    }

    /**
     * A result. Results are in this order: all functions of the first table, then those of the next.
     *
     * @throws IllegalStateException if the job has not been run
     */
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

    /** The array for the words of a fresh result. */
    long[] resultWords(int index, int size, int degree) {
        ShortintCiphertext result = results[index];
        if (result == null) {
            result = new ShortintCiphertext(new long[size], degree, 1);
            results[index] = result;
        }
        return result.words();
    }

    /** The kind of an input, which decides the keys that bring it to a block. */
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
}
