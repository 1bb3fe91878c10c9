package org.fhevm.coprocessor.server.usecase;

/**
 * The place of a call among those that are served at once, and its turn among those that run. A call that waits
 * releases its turn meanwhile, so that other calls of its tenant run. A call that only waits, and holds hardly any
 * memory, also releases its place.
 */
public interface CallPlace {
    /** The place of a call without limits. */
    CallPlace UNLIMITED = new CallPlace() {
        @Override
        public Absence leave() {
            return () -> {};
        }

        @Override
        public Absence pause() {
            return () -> {};
        }
    };

    /**
     * Releases the place and the turn until the result is closed. Closing it throws a {@link
     * org.fhevm.coprocessor.common.error.CoprocessorException} if no place becomes free in time.
     */
    Absence leave();

    /**
     * Releases the turn until the result is closed: the call waits, or other threads work for it. Closing the result
     * throws no exception, and a call whose caller has left gets no turn.
     */
    Absence pause();

    /** The time without a place or a turn. */
    interface Absence extends AutoCloseable {
        /** Takes again what was released, and waits for it if necessary. */
        @Override
        void close();
    }
}
