package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import java.util.Optional;

/** Tells whether a caller still waits for its answer, and how long it will. */
public interface Presence {

    boolean isGone();

    /**
     * Runs an action once when the caller leaves, at once if it has left. The action must not block.
     *
     * @return forgets the action when closed
     */
    Registration onLeaving(Runnable action);

    /** How long the caller waits at most from now on, if it said so. */
    Optional<Duration> timeLeft();

    /** A registered action. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
