package org.fhevm.coprocessor.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The migration that builds the indexes of the queue again, on a table of some size that others read meanwhile. */
@EmbeddedDatabase
class LargeTableMigrationTest {
    private static final String BEFORE = "6";
    private static final String MIGRATION = "V7__queue_predicates.sql";

    /** So that each ends well within its time limit. */
    private static final int ROWS_PER_STATEMENT = 50_000;

    /** The documentation says a few seconds for each million rows; a machine may be busy. */
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /** All that a claim reads, in its order. */
    private static final String QUEUE = """
            select md5(string_agg(tenant_id || ' ' || output_handle::text, ',' order by tenant_id, submission))
            from computations where not is_completed and not is_error and waits_for is null
            """;

    @Test
    void keepsTheQueueAndPausesOthersForAMoment(TestServer server) throws Exception {
        Duration pause = migrate(server, 100_000);
        assertThat(pause).isLessThan(LONGEST_PAUSE);
    }

    @Tag("slow")
    @Test
    void pausesOthersForSecondsForAMillionRows(TestServer server) throws Exception {
        Duration pause = migrate(server, 1_000_000);
        System.out.printf("%s on a million rows: others waited %d ms%n", MIGRATION, pause.toMillis());
        assertThat(pause).isLessThan(LONGEST_PAUSE);
    }

    /** Returns how long a reader of the table had to wait at most. */
    private static Duration migrate(TestServer server, int rows) throws Exception {
        DatabaseConfig config = DatabaseConfig.of(server.newEmptyDatabase());
        try (Database database = Database.open(config);
                Connection reading = database.openDedicatedConnection();
                ExecutorService others = Executors.newVirtualThreadPerTaskExecutor()) {
            migrateTo(BEFORE, database);
            fill(database, rows);
            Object queueBefore = database.dsl().fetchValue(QUEUE);
            assertThat(database.migrations().pending()).startsWith(MIGRATION);

            CountDownLatch migrated = new CountDownLatch(1);
            Future<Duration> longest = others.submit(() -> longestRead(reading, migrated));
            database.migrations().apply();
            migrated.countDown();

            assertThat(database.dsl().fetchValue(QUEUE)).isEqualTo(queueBefore);
            assertThat(database.dsl().fetchSingle("""
                            select count(*)::int from pg_index
                            where indrelid = 'computations'::regclass and indisvalid
                              and pg_get_expr(indpred, indrelid) like '%GREATEST(is_completed, is_error)%'
                            """).get(0, Integer.class))
                    .as("indexes of the queue")
                    .isEqualTo(5);
            return longest.get();
        }
    }

    private static Duration longestRead(Connection connection, CountDownLatch until) throws SQLException {
        Duration longest = Duration.ZERO;
        try (Statement statement = connection.createStatement()) {
            while (until.getCount() > 0) {
                long began = System.nanoTime();
                statement.executeQuery("select from computations limit 1").close();
                Duration took = Duration.ofNanos(System.nanoTime() - began);
                longest = took.compareTo(longest) > 0 ? took : longest;
            }
        }
        return longest;
    }

    private static void migrateTo(String version, Database database) {
        Flyway.configure()
                .dataSource(database.dataSource())
                .locations("classpath:db/migration")
                .baselineOnMigrate(true)
                .baselineVersion("0")
                .target(version)
                .load()
                .migrate();
    }

    /** Of ten rows six are completed, one has failed, two are claimable, and one waits. */
    private static void fill(Database database, int rows) {
        for (int first = 1; first <= rows; first += ROWS_PER_STATEMENT) {
            database.dsl().execute("""
                    insert into computations
                        (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, is_completed,
                         is_error, waits_for)
                    select n %% 7, sha256(n::text::bytea), 5, array[sha256((n - 1)::text::bytea), 'x'], 0, false,
                           n %% 10 < 6, n %% 10 = 6, case when n %% 10 = 9 then sha256((n - 1)::text::bytea) end
                    from generate_series(%d, %d) as n
                    """.formatted(first, Math.min(rows, first + ROWS_PER_STATEMENT - 1)));
        }
    }
}
