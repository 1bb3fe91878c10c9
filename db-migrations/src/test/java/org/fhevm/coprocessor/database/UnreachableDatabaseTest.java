package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A database whose server is away. */
class UnreachableDatabaseTest {
    private static final String NAME = "unreachable";

    @Test
    void closesWithoutWaitingForItsServer() {
        DatabaseConfig config = DatabaseConfig.of(DatabaseUrl.parse("postgres://me:sesame@127.0.0.1:1/nowhere"))
                .withApplicationName(NAME);
        Database database = Database.open(config);
        await("attempts to connect").until(UnreachableDatabaseTest::isConnecting);

        long start = System.nanoTime();
        database.close();

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(config.connectionTimeout());
        await("the end of the attempts").until(() -> !isConnecting());
    }

    private static boolean isConnecting() {
        return Thread.getAllStackTraces().keySet().stream()
                .anyMatch(thread -> thread.getName().startsWith(NAME + ":connection-adder"));
    }
}
