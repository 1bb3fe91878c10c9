package org.fhevm.coprocessor.common.repository;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.database.Database;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/**
 * Listens on a channel of the database, with a connection of its own and on a virtual thread. It connects again if the
 * connection breaks.
 */
public final class ChannelListener implements AutoCloseable {
    /** A connection that is silent for this long is tested, so that a network failure is noticed. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Database database;
    private final String channel;
    private final Events events;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Connection current;

    /** @param channel an identifier of SQL; it becomes part of a statement unchanged */
    public ChannelListener(Database database, String channel, Events events) {
        this.database = database;
        this.channel = channel;
        this.events = events;
        this.thread = Thread.ofVirtual().name("listen-" + channel).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    private boolean isOpen() {
        return closing.getCount() > 0;
    }

    private void run() {
        int failures = 0;
        try {
            do {
                long began = System.nanoTime();
                try {
                    listen();
                } catch (SQLException e) {
                    if (!isOpen()) {
                        return;
                    }
                    boolean lasted = System.nanoTime() - began > SILENCE.toNanos();
                    failures = lasted ? 1 : failures + 1;
                    events.lost(e);
                }
            } while (!closing.await(backoff.after(Math.max(1, failures)).toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void listen() throws SQLException {
        Optional<Connection> opened = database.openListeningConnection();
        if (opened.isEmpty()) {
            throw new SQLException("a pooler stands before the database, and no direct way to it is configured");
        }
        try (Connection connection = opened.get();
                Statement statement = connection.createStatement()) {
            current = connection;
            statement.execute("listen " + channel);
            events.listening();
            PGConnection notifications = connection.unwrap(PGConnection.class);
            while (isOpen()) {
                PGNotification[] heard = notifications.getNotifications((int) SILENCE.toMillis());
                if (heard != null && heard.length > 0) {
                    events.heard(Arrays.stream(heard)
                            .map(PGNotification::getParameter)
                            .toList());
                } else {
                    statement.execute("select 1");
                }
            }
        } finally {
            current = null;
        }
    }

    @Override
    public void close() {
        closing.countDown();
        Connection connection = current;
        if (connection != null) {
            try {
                // Ends the wait for announcements.
                connection.abort(Runnable::run);
            } catch (SQLException ignored) {
                // The listening thread then notices by itself, within the time of silence, and nothing else is lost.
            }
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Receives announcements; called by the listening thread. */
    public interface Events {
        /** From now on, announcements are received. Earlier ones were not. */
        void listening();

        /** These were announced since the last call. */
        void heard(List<String> payloads);

        /** No announcements are received until {@link #listening} is called again. */
        void lost(SQLException cause);
    }
}
