package org.fhevm.coprocessor.worker.poll;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.retry.Backoff;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.background.BackgroundLoop;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

/** Listens for announcements of work on a connection of its own, and opens another one when it breaks. */
public final class WorkListener implements AutoCloseable {
    /** A connection that was silent for this long is tried, so that a cut network is noticed. */
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final Database database;
    private final WorkSignal signal;
    private final Metrics metrics;
    private final WorkerEvents events;
    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(2));
    private final BackgroundLoop loop;
    private final Watchdog watchdog;
    private int failures;
    private volatile @Nullable Connection current;

    public WorkListener(Database database, WorkSignal signal, Metrics metrics, WorkerEvents events, Watchdog watchdog) {
        this.database = database;
        this.signal = signal;
        this.metrics = metrics;
        this.events = events;
        this.watchdog = watchdog;
        this.loop = new BackgroundLoop("listen for work", this::listenUntilItFails, events, watchdog);
    }

    public void start() {
        loop.start();
    }

    /** The reason why this loop is unhealthy, if any; database failures are reported elsewhere. */
    public Optional<String> problem() {
        return loop.problem();
    }

    @Override
    public void close() {
        loop.end();
        Connection connection = current;
        if (connection != null) {
            try {
                // Ends the wait for announcements.
                connection.abort(Runnable::run);
            } catch (SQLException ignored) {
                // The listening thread then notices by itself, within the time of silence, and nothing else is lost.
            }
        }
        loop.close();
    }

    private Duration listenUntilItFails() {
        long began = System.nanoTime();
        try {
            Optional<Connection> opened = database.openListeningConnection();
            if (opened.isEmpty()) {
                // A connection pooler passes no announcements on; the claim loop polls.
                watchdog.beat();
                return SILENCE;
            }
            listen(opened.get());
        } catch (SQLException e) {
            if (loop.isOpen()) {
                boolean lasted = System.nanoTime() - began > SILENCE.toNanos();
                failures = lasted ? 1 : failures + 1;
                events.listenerFailed(e);
                return backoff.after(failures);
            }
        }
        return Duration.ZERO;
    }

    private void listen(Connection opened) throws SQLException {
        try (Connection connection = opened;
                Statement statement = connection.createStatement()) {
            current = connection;
            statement.execute("listen " + ComputationRepository.WORK_AVAILABLE);
            events.listenerHears();
            // Earlier announcements were not heard.
            signal.ring();
            PGConnection notifications = connection.unwrap(PGConnection.class);
            while (loop.isOpen()) {
                watchdog.beat();
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
