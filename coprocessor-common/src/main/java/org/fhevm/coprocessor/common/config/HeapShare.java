package org.fhevm.coprocessor.common.config;

/**
 * The parts into which a process divides the heap that its JVM may have, where no flag gives a number of bytes.
 * Together they are a little more than the heap: a process seldom fills all of them, and each is also bounded by
 * counts.
 */
public enum HeapShare {
    /** Keys of tenants. */
    KEYS(2),
    /** Values of a worker's computations in flight. */
    VALUES(4),
    /** Requests to a server. */
    REQUESTS(8),
    /** Values that a server expands for uploads. */
    UPLOADS(8),
    /** Operands that a worker keeps decompressed. */
    OPERANDS(16);

    private final int divisor;

    HeapShare(int divisor) {
        this.divisor = divisor;
    }

    /** This part of the heap of this JVM. */
    public long bytes() {
        return of(Runtime.getRuntime().maxMemory());
    }

    /** This part of a heap. */
    public long of(long heap) {
        return heap / divisor;
    }

    /** The smallest heap of which this part has that number of bytes. */
    public long heapFor(long bytes) {
        return bytes > Long.MAX_VALUE / divisor ? Long.MAX_VALUE : bytes * divisor;
    }
}
