package org.fhevm.coprocessor.worker.background;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.jooq.exception.DataAccessException;

/**
 * Repeats an activity in a thread of its own, from its start until it is closed. A turn that fails is logged, and the
 * next turn follows after a pause: only closing ends the activity.
 */
public final class BackgroundLoop implements AutoCloseable {
    private final String activity;
    private final Turn turn;
    private final WorkerEvents events;
    private final Watchdog watchdog;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;

    /**
     * Nothing runs yet.
     *
     * @param activity what a turn does, as in "fails to claim computations"
     * @param watchdog told of every turn
     */
    public BackgroundLoop(String activity, Turn turn, WorkerEvents events, Watchdog watchdog) {
        this.activity = activity;
        this.turn = turn;
        this.events = events;
        this.watchdog = watchdog;
        this.thread = Thread.ofVirtual().name(activity.replace(' ', '-')).unstarted(this::run);
    }

    public void start() {
        watchdog.beat();
        thread.start();
    }

    public boolean isOpen() {
        return closing.getCount() > 0;
    }

    /** The reason why the activity is unhealthy, if any. */
    public Optional<String> problem() {
        if (!isOpen()) {
            return Optional.empty();
        }
        return switch (thread.getState()) {
            case NEW -> Optional.empty();
            case TERMINATED -> Optional.of("has died");
            default -> watchdog.silence();
        };
    }

    /** Makes the current turn the last. A caller can then interrupt what this turn waits for. */
    public void end() {
        closing.countDown();
    }

    /** Ends the activity after its current turn, and waits for that. */
    @Override
    public void close() {
        // Without an interruption, which would cut the connection of a virtual thread in the middle of a transaction.
        end();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        Duration pause;
        try {
            do {
                watchdog.beat();
                try {
                    pause = turn.take();
                    failures = 0;
                } catch (DataAccessException e) {
                    events.databaseFailed(activity, e);
                    pause = backoff.after(++failures);
                } catch (RuntimeException | Error e) {
                    events.unexpected(activity, e);
                    pause = backoff.after(++failures);
                }
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One repetition of an activity. */
    @FunctionalInterface
    public interface Turn {
        /** @return how long to wait before the next turn */
        Duration take() throws InterruptedException;
    }
}
