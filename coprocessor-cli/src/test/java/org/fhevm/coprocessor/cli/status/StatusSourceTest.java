package org.fhevm.coprocessor.cli.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.InstantSource;
import org.fhevm.coprocessor.cli.status.StatusModel.Reading;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseConfig;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;

/** What the status page knows while its database does not answer, and what it says about that. */
@EmbeddedDatabase
class StatusSourceTest {
    @Test
    void theLastStateIsRememberedWhenTheDatabaseIsAway(TestServer server) {
        Database database = open(server.newDatabase());
        StatusSource source = source(database);
        Reading before = source.read();
        assertThat(source.depth()).isPresent();
        database.close();

        Reading after = source.read();

        assertThat(before).isInstanceOf(Reading.Current.class);
        assertThat(after).isEqualTo(new Reading.Outdated("it does not answer", before.known()));
        assertThat(source.depth()).isEmpty();
    }

    @Test
    void aStatementThatTakesTooLongIsGivenUp(TestServer server) {
        DatabaseUrl url = server.newDatabase();
        try (Database locking = open(url);
                Database database = open(url)) {
            Reading reading = new Transactions(locking).call(transaction -> {
                transaction.execute("lock table tenants in access exclusive mode");
                return source(database).read();
            });

            assertThat(reading).isEqualTo(new Reading.Outdated("it takes longer than 2 s for an answer", null));
        }
    }

    @Test
    void aSchemaThatIsBehindIsSaid(TestServer server) {
        try (Database database = open(server.newEmptyDatabase())) {
            assertThat(source(database).read())
                    .isEqualTo(new Reading.Outdated("it does not have the schema of this program", null));
        }
    }

    private static StatusSource source(Database database) {
        return new StatusSource(database, InstantSource.system());
    }

    private static Database open(DatabaseUrl url) {
        return Database.open(
                DatabaseConfig.of(url).withMaximumPoolSize(1).withConnectionTimeout(Duration.ofSeconds(2)));
    }
}
