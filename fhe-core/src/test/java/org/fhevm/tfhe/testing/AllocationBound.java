package org.fhevm.tfhe.testing;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/**
 * A bound on the memory that reading an input may take: a multiple of the input's length and a constant. Measures what the calling
 * thread allocates, whether or not it is kept.
 */
public final class AllocationBound {
    /** Rare costs of the virtual machine that have nothing to do with the input, such as the loading of classes. */
    private static final long ALLOWANCE = 2 << 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final long inputBytes;
    private final long start;

    private AllocationBound(long inputBytes) {
        this.inputBytes = inputBytes;
        this.start = THREADS.getCurrentThreadAllocatedBytes();
    }

    /** Starts counting for an input of this length. */
    public static AllocationBound of(long inputBytes) {
        return new AllocationBound(inputBytes);
    }

    /** Fails if more than {@code factor} bytes for each byte of the input, and the constant, were allocated since the start. */
    public void require(int factor) {
        long allocated = THREADS.getCurrentThreadAllocatedBytes() - start;
        if (allocated > factor * inputBytes + ALLOWANCE) {
            throw new AssertionError(inputBytes + " bytes of input made the reader allocate " + allocated);
        }
    }
}
