package org.fhevm.coprocessor.server.usecase;

/**
 * The place of a call among those that are served at once, and its turn among those that run. A call that waits gives up
 * its turn meanwhile, so that other calls of its tenant run; one that only waits, and holds next to nothing, its place too.
 */
public interface CallPlace {

    /** Of a call that nothing limits. */
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

    /** Gives up the place, and the turn, until the result is closed. */
    Absence leave();

    /**
     * Gives up the turn until the result is closed: the call waits, or others work for it. Closing the result throws nothing,
     * and gives no turn to a call whose caller has left.
     */
    Absence pause();

    /** The time without a place or a turn. */
    interface Absence extends AutoCloseable {
        /** Takes again what was given up, waiting for it if need be. */
        @Override
        void close();
    }
}
