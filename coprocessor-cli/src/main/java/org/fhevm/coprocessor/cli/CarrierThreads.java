package org.fhevm.coprocessor.cli;

/**
 * The threads that carry virtual threads, on which calls are served. A virtual thread keeps its carrier until it waits for
 * something: with one carrier for each processor, as the JVM has them, two calls that compute for 100 ms hold up all others for
 * that time, however short these are. With more carriers than the calls of one tenant can hold, the operating system shares
 * the processors among them.
 */
final class CarrierThreads {
    /** Read by the JVM when it starts the first virtual thread. */
    static final String PROPERTY = "jdk.virtualThreadScheduler.parallelism";

    /** While several tenants call, each runs one call for each processor at most. */
    private static final int PER_PROCESSOR = 4;

    private CarrierThreads() {}

    /** Sets their number, unless it is set. Before any virtual thread is started. */
    static void provide() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(
                    PROPERTY,
                    Integer.toString(PER_PROCESSOR * Runtime.getRuntime().availableProcessors()));
        }
    }
}
