package org.fhevm.coprocessor.server.config;

import org.fhevm.coprocessor.common.config.Check;
import org.fhevm.coprocessor.common.config.HeapShare;

/**
 * Bounds of the FHE work in flight of one tenant, and of its memory over all tenants.
 *
 * @param maximumRequestsPerTenant requests of one tenant whose work runs or waits for its turn; later ones wait before
 *     they count, or are refused
 * @param maximumBlocksPerTenant blocks that those requests take together. A single request is always admitted: {@link
 *     Capacity} bounds it
 * @param maximumBlocksInMemory blocks that are expanded and not yet compressed, over all tenants; some 16 kB each
 */
public record FheWork(int maximumRequestsPerTenant, int maximumBlocksPerTenant, int maximumBlocksInMemory) {
    private static final int BYTES_PER_BLOCK = 16 * 1024;

    /** Two values of the widest type, so that one value never blocks all others. */
    private static final int LEAST_BLOCKS_IN_MEMORY = 2 * 1024;

    /** Expanded blocks take at most an eighth of the memory that this JVM may use, or 32 MiB on a small one. */
    public static final FheWork DEFAULT = new FheWork(64, 64 * 1024, blocksIn(HeapShare.UPLOADS.bytes()));

    public FheWork {
        Check.atLeast("the maximum of FHE requests per tenant", 1, maximumRequestsPerTenant);
        Check.atLeast("the maximum of FHE blocks per tenant", 1, maximumBlocksPerTenant);
        Check.atLeast("the maximum of FHE blocks in memory", 1, maximumBlocksInMemory);
    }

    static int blocksIn(long bytes) {
        return (int) Math.clamp(bytes / BYTES_PER_BLOCK, LEAST_BLOCKS_IN_MEMORY, Integer.MAX_VALUE);
    }

    public FheWork withMaximumRequestsPerTenant(int changed) {
        return new FheWork(changed, maximumBlocksPerTenant, maximumBlocksInMemory);
    }

    public FheWork withMaximumBlocksPerTenant(int changed) {
        return new FheWork(maximumRequestsPerTenant, changed, maximumBlocksInMemory);
    }
}
