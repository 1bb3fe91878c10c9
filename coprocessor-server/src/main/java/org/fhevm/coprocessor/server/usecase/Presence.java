package org.fhevm.coprocessor.server.usecase;

import java.time.Duration;
import java.util.Optional;

/** Whether a caller still waits for its answer, and for how long. */
public interface Presence {
    boolean isGone();

    /**
     * Runs an action once when the caller leaves, at once if it has left. The action must not block.
     *
     * @return forgets the action when closed
     */
    Registration onLeaving(Runnable action);

    /** The time until the caller's deadline, if it has one. */
    Optional<Duration> timeLeft();

    /** A registered action. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
