package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class DatabaseCreationTest {

    @Test
    void aMissingDatabaseIsCreatedAndAPresentOneIsLeftAlone(TestServer server) {
        DatabaseUrl fresh = server.postgres().url("created-by-name").withDatabase("created \"by name\"");

        assertThat(DatabaseCreation.createIfMissing(fresh)).isTrue();
        assertThat(DatabaseCreation.createIfMissing(fresh)).isFalse();

        try (Database database = Database.open(DatabaseConfig.of(fresh))) {
            assertThat(database.answersWithin(Duration.ofSeconds(5))).isTrue();
        }
    }

    @Test
    void aServerThatIsNotThereIsNamedWithoutThePassword() {
        DatabaseUrl nowhere = DatabaseUrl.parse("postgres://someone:sesame@127.0.0.1:1/coprocessor");

        assertThatThrownBy(() -> DatabaseCreation.createIfMissing(nowhere))
                .isInstanceOf(MigrationException.class)
                .hasMessageContaining("postgres://someone@127.0.0.1:1/coprocessor")
                .hasMessageNotContaining("sesame");
    }
}
