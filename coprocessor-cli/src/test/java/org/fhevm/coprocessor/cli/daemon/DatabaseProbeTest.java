package org.fhevm.coprocessor.cli.daemon;

import static org.awaitility.Awaitility.await;

import java.util.Optional;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class DatabaseProbeTest {
    @Test
    void tellsWhetherTheDatabaseTakesWrites(Database database) {
        String name = database.config().url().database();
        database.dsl().execute("alter database " + name + " set default_transaction_read_only = on");
        try (Database pool = Database.open(database.config());
                DatabaseProbe probe = DatabaseProbe.start(pool)) {
            await().until(probe::problem, Optional.of("the database can only be read")::equals);

            database.dsl().execute("alter database " + name + " reset default_transaction_read_only");
            await().until(() -> probe.problem().isEmpty());
        }
    }
}
