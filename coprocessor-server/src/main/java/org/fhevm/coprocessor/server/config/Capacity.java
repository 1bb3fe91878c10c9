package org.fhevm.coprocessor.server.config;

/**
 * How much the server does at once, and so how much memory calls can take together. A block is some 16 kB once it is
 * expanded.
 *
 * @param maximumCalls calls that are served at the same time; more are refused
 * @param maximumFheTasks lists being expanded or values being encrypted at the same time; more wait
 * @param maximumBlocksPerUpload blocks that the lists of one upload may expand to. What clients make has at most 1024 for
 *     each list; without a bound, a message of the permitted size could keep the server busy for hours
 */
public record Capacity(int maximumCalls, int maximumFheTasks, int maximumBlocksPerUpload) {

    public static final Capacity DEFAULT = new Capacity(256, 16, 10 * 1024);

    public Capacity {
        requirePositive("the maximum of calls at once", maximumCalls);
        requirePositive("the maximum of FHE tasks at once", maximumFheTasks);
        requirePositive("the maximum of blocks per upload", maximumBlocksPerUpload);
    }

    private static void requirePositive(String setting, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(setting + " must be at least 1, got " + value);
        }
    }
}
