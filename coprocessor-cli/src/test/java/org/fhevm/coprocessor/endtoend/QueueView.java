package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;

/** The tables as an operator sees them, over a connection that comes back with the database. Thread-safe. */
final class QueueView implements AutoCloseable {
    private final Database database;
    private Connection connection;

    QueueView(String databaseUrl) throws SQLException {
        database =
                Database.open(DatabaseConfig.of(DatabaseUrl.parse(databaseUrl)).withMaximumPoolSize(1));
        connection = database.openDedicatedConnection();
    }

    /** The one number that a query gives; waits for a database that is away. */
    synchronized int number(String sql) {
        while (true) {
            try (Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(sql)) {
                rows.next();
                return rows.getInt(1);
            } catch (SQLException e) {
                pause();
                connectAgain();
            }
        }
    }

    private void connectAgain() {
        try {
            connection = database.openDedicatedConnection();
        } catch (SQLException e) {
            pause();
        }
    }

    int pending() {
        return number("select count(*) from computations where not is_completed and not is_error");
    }

    private int leased() {
        return number("select count(*) from computations join workers on worker_id = lease_worker"
                + " where not is_completed and not is_error and expires_at > now()");
    }

    int completed() {
        return number("select count(*) from computations where is_completed");
    }

    int total() {
        return number("select count(*) from computations");
    }

    /** Waits until more computations than that are completed, and says how long it took. */
    Duration awaitProgress(int beyond, Duration patience) throws InterruptedException {
        long start = System.nanoTime();
        while (completed() <= beyond) {
            Duration waited = Duration.ofNanos(System.nanoTime() - start);
            assertThat(waited)
                    .as(() -> "waiting for progress; " + pending() + " pending, " + leased() + " of them leased")
                    .isLessThan(patience);
            Thread.sleep(20);
        }
        return Duration.ofNanos(System.nanoTime() - start);
    }

    static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
    }
}
