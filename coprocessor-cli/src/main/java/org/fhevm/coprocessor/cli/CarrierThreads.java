package org.fhevm.coprocessor.cli;

/**
 * Sets the number of platform threads that carry virtual threads, on which calls are served.
 *
 * <p>A virtual thread keeps its carrier until it waits for something. With one carrier for each processor, the JVM's
 * default, two calls that compute for 100 ms delay all other calls by that time, however short these are. With more
 * carriers than the calls of one tenant can occupy, the operating system shares the processors among them.
 */
final class CarrierThreads {
    /** Read by the JVM when it starts the first virtual thread. */
    static final String PROPERTY = "jdk.virtualThreadScheduler.parallelism";

    /** While several tenants call, each runs one call for each processor at most. */
    private static final int PER_PROCESSOR = 4;

    private CarrierThreads() {}

    /**
     * Sets the number of carriers unless the command line sets it. To be called before the first virtual thread starts.
     */
    static void provide() {
        if (System.getProperty(PROPERTY) == null) {
            System.setProperty(
                    PROPERTY,
                    Integer.toString(PER_PROCESSOR * Runtime.getRuntime().availableProcessors()));
        }
    }
}
