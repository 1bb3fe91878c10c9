package org.fhevm.coprocessor.benchmarks.load;

/**
 * Something that goes wrong around the server for a while.
 *
 * @param name what it is, for the report
 * @param event brings it about, lets it last, and ends it
 */
record Fault(String name, Event event) {
    /** What happens. */
    interface Event {
        void happen() throws Exception;
    }
}
