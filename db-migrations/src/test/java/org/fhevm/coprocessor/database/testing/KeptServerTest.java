package org.fhevm.coprocessor.database.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.junit.jupiter.api.Test;

class KeptServerTest {
    @Test
    void servesManyRunsUntilItIsStopped() {
        try (KeptServer kept = new KeptServer()) {
            TestServer first = kept.forNextRun();
            assertThat(kept.forNextRun()).isSameAs(first);

            first.postgres().stop();
            TestServer second = kept.forNextRun();

            assertThat(second).isNotSameAs(first);
            try (Database database = Database.open(DatabaseConfig.of(second.newDatabase()))) {
                assertThat(database.tryToConnect()).isEmpty();
            }
        }
    }
}
