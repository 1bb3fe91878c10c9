package org.fhevm.coprocessor.benchmarks.load;

/**
 * A temporary fault around the server.
 *
 * @param name its name in the report
 * @param event causes it, lets it last, and ends it
 */
record Fault(String name, Event event) {
    /** What happens. */
    interface Event {
        void happen() throws Exception;
    }
}
