package org.fhevm.coprocessor.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Retries until it can connect, for the pool's thread that makes connections. The pool by itself pauses up to 5 seconds
 * between attempts, which would prolong every outage of more than a few seconds. Callers of the pool do not wait longer
 * for that: they give up after their own timeout, and find the reason here.
 */
final class PersistentDataSource extends SetUpDataSource {
    private static final Logger LOG = LoggerFactory.getLogger(PersistentDataSource.class);
    private static final long serialVersionUID = 1;
    private static final Duration PAUSE = Duration.ofMillis(500);

    private final transient DatabaseConfig config;
    private final transient CountDownLatch stopped = new CountDownLatch(1);
    private transient volatile @Nullable SQLException lastFailure;
    private volatile boolean poolerIsTold;

    PersistentDataSource(DatabaseConfig config) {
        super(config.url(), ConnectionSetup.driverProperties(config), ConnectionSetup.sessionSql(config));
        this.config = config;
    }

    /** The reason why the last attempt to connect failed, if it did. */
    Optional<SQLException> lastFailure() {
        return Optional.ofNullable(lastFailure);
    }

    /**
     * Whether the last attempt reached a server that refuses writes. The driver has no code for that; its message names
     * the property.
     */
    boolean findsNoPrimary() {
        return lastFailure()
                .map(SQLException::getMessage)
                .filter(message -> message.contains("targetServerType"))
                .isPresent();
    }

    /**
     * Ends the attempts with the next failure. A pool that closes waits for its thread that makes connections, and does
     * not interrupt it.
     */
    void stop() {
        stopped.countDown();
    }

    @Override
    public Connection getConnection() throws SQLException {
        while (true) {
            try {
                Connection connection = super.getConnection();
                lastFailure = null;
                tellOfPooler();
                return connection;
            } catch (SQLException e) {
                lastFailure = e;
                pause(e);
            }
        }
    }

    private void tellOfPooler() {
        if (leadsThroughPooler() && !poolerIsTold) {
            poolerIsTold = true;
            LOG.info(
                    "{} leads through a connection pooler: each transaction brings its settings along, statements are not"
                            + " prepared, and notifications {}",
                    config.url(),
                    config.url().direct() == config.url()
                            ? "are not heard (polling instead; --database-direct-url would change that)"
                            : "come by way of " + config.url().direct());
        }
    }

    private void pause(SQLException failure) throws SQLException {
        try {
            if (stopped.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure;
        }
    }
}
