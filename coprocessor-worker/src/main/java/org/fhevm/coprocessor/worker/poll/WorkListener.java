package org.fhevm.coprocessor.worker.poll;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Listens for announcements of work on a connection of its own, and makes it anew whenever it breaks. */
public final class WorkListener implements AutoCloseable {
    /** A listening connection that says nothing for this long is tried, so that a cut network is noticed. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Database database;
    private final WorkSignal signal;
    private final Metrics metrics;
    private final WorkerEvents events;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Connection current;

    public WorkListener(Database database, WorkSignal signal, Metrics metrics, WorkerEvents events) {
        this.database = database;
        this.signal = signal;
        this.metrics = metrics;
        this.events = events;
        this.thread = Thread.ofVirtual().name("work-listener").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        closing.countDown();
        Connection connection = current;
        if (connection != null) {
            try {
                // Ends the wait for announcements.
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                events.listenerFailed(e);
            }
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        int failures = 0;
        while (isOpen()) {
            long began = System.nanoTime();
            try {
                listen();
            } catch (SQLException e) {
                if (isOpen()) {
                    boolean lasted = System.nanoTime() - began > SILENCE.toNanos();
                    failures = lasted ? 1 : failures + 1;
                    events.listenerFailed(e);
                    pause(backoff.after(failures));
                }
            }
        }
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void pause(Duration pause) {
        try {
            boolean ignored = closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            closing.countDown();
        }
    }

    private void listen() throws SQLException {
        try (Connection connection = database.openDedicatedConnection();
                Statement statement = connection.createStatement()) {
            current = connection;
            statement.execute("listen " + ComputationRepository.WORK_AVAILABLE);
            // What was announced before we listened was not heard.
            signal.ring();
            PGConnection notifications = connection.unwrap(PGConnection.class);
            while (isOpen()) {
                PGNotification[] heard = notifications.getNotifications((int) SILENCE.toMillis());
                if (heard != null && heard.length > 0) {
                    metrics.increment(LegacyCounter.WORK_ITEMS_NOTIFICATIONS);
                    signal.ring();
                } else {
                    statement.execute("select 1");
                }
            }
        } finally {
            current = null;
        }
    }
}
