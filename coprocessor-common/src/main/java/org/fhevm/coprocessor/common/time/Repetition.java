package org.fhevm.coprocessor.common.time;

import java.time.Duration;

/** Repeats an action on a virtual thread of its own, with the same pause before each time, until it is closed. */
public final class Repetition implements AutoCloseable {
    private final Thread thread;

    private Repetition(String name, Duration pause, Runnable action) {
        this.thread = Thread.ofVirtual().name(name).unstarted(() -> repeat(pause, action));
    }

    /**
     * Starts with a pause.
     *
     * @param name of the thread
     * @param action must not throw, which would end the repetition; is interrupted if it runs when this is closed
     */
    public static Repetition start(String name, Duration pause, Runnable action) {
        Repetition repetition = new Repetition(name, pause, action);
        repetition.thread.start();
        return repetition;
    }

    private static void repeat(Duration pause, Runnable action) {
        try {
            while (true) {
                Thread.sleep(pause);
                action.run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Does not wait for an action that runs. */
    @Override
    public void close() {
        thread.interrupt();
    }
}
