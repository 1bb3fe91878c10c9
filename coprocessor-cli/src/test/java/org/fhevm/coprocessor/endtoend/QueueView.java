package org.fhevm.coprocessor.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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
    private static final Duration LONGEST_OUTAGE = Duration.ofMinutes(1);

    private final Database database;
    private Connection connection;

    QueueView(String databaseUrl) throws SQLException {
        database =
                Database.open(DatabaseConfig.of(DatabaseUrl.parse(databaseUrl)).withMaximumPoolSize(1));
        connection = database.openDedicatedConnection();
    }

    /** The one number that a query gives; waits for a database that is away. */
    int number(String sql) {
        return await().atMost(LONGEST_OUTAGE)
                .ignoreExceptionsInstanceOf(SQLException.class)
                .until(() -> ask(sql), answer -> true);
    }

    private synchronized int ask(String sql) throws SQLException {
        if (!connection.isValid(1)) {
            connection = database.openDedicatedConnection();
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
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
    Duration awaitProgress(int beyond, Duration patience) {
        long start = System.nanoTime();
        await().atMost(patience)
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(completed())
                        .as(() -> pending() + " pending, " + leased() + " of them leased")
                        .isGreaterThan(beyond));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.close();
    }
}
