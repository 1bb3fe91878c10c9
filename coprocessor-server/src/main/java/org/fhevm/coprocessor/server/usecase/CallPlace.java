package org.fhevm.coprocessor.server.usecase;

/**
 * The place of a call among those that are served at once. A call that only waits, and holds next to nothing, gives its
 * place up meanwhile.
 */
public interface CallPlace {

    /** Of a call that nothing limits. */
    CallPlace UNLIMITED = () -> () -> {};

    /** Gives the place up until the result is closed. */
    Absence leave();

    /** The time without a place. */
    interface Absence extends AutoCloseable {
        /** Takes a place again, waiting for one if need be. */
        @Override
        void close();
    }
}
