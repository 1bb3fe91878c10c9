package org.fhevm.tfhe.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * A bound on the memory that reading an input may take: a multiple of the input's length and a constant. Measures the
 * allocations of the calling thread, including garbage.
 */
public final class AllocationBound {
    /** The constant part of reading: windows of streams, messages of refusals with their stack traces. */
    private static final long ALLOWANCE = 1 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private AllocationBound() {}

    /**
     * Runs a reading, and fails if it allocates more than {@code factor} bytes for each byte of the input and the
     * constant. A failing reading runs a second time, because the first may have loaded classes.
     */
    public static void require(long inputBytes, int factor, Runnable reading) {
        long limit = factor * inputBytes + ALLOWANCE;
        if (allocated(reading) <= limit) {
            return;
        }
        long again = allocated(reading);
        if (again > limit) {
            throw new AssertionError(inputBytes + " bytes of input made the reader allocate " + again);
        }
    }

    private static long allocated(Runnable reading) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        reading.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}
