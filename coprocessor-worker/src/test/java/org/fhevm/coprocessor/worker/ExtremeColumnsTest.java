package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Every number and time of a row may have the extreme values of its column. A sum that overflows would fail each claim,
 * forever, and with it every tenant's work.
 */
@EmbeddedDatabase
class ExtremeColumnsTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private final Database database;
    private final QueueFixture queue;
    private final TestWorkers workers;

    ExtremeColumnsTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.workers = new TestWorkers(database);
    }

    @BeforeEach
    void addTenants() throws Exception {
        queue.clear();
        queue.addTenant();
        queue.addTenant();
        queue.store(ONE, "a", FheType.UINT64, 5);
        queue.store(TWO, "a", FheType.UINT64, 5);
    }

    @AfterEach
    void stop() {
        workers.close();
    }

    private static List<String> ends(String type) {
        return switch (type) {
            case "smallint" -> List.of("-32768", "32767");
            case "integer" -> List.of("-2147483648", "2147483647");
            case "bigint" -> List.of("-9223372036854775808", "9223372036854775807");
            case "timestamp without time zone", "timestamp with time zone" -> List.of("'-infinity'", "'infinity'");
            default -> List.of();
        };
    }

    /** Rows of tenant one, each with one column at one of its ends; with a lease of a worker that died, and without. */
    private List<String> submitExtremes() {
        database.dsl().execute("""
                insert into workers (worker_id, name, expires_at)
                values ('00000000-0000-0000-0000-000000000001', 'died', now() - interval '1 hour')
                """);
        List<String> submitted = new ArrayList<>();
        for (Record column : database.dsl().fetch("""
                select column_name, data_type from information_schema.columns
                where table_name = 'computations' and column_name <> 'tenant_id'
                """)) {
            for (String end : ends(column.get("data_type", String.class))) {
                for (String lease : List.of("null", "'00000000-0000-0000-0000-000000000001'")) {
                    String name = column.get("column_name", String.class);
                    String output = name + " " + end.replace("'", "") + " " + lease.length();
                    queue.submit(ONE, add(output, "a", "a"));
                    database.dsl()
                            .execute("update computations set lease_worker = " + lease + ", " + name + " = " + end
                                    + " where output_handle = convert_to('" + output + "', 'UTF8')");
                    submitted.add(output);
                }
            }
        }
        return submitted;
    }

    @Test
    void holdUpNothing() {
        List<String> submitted = submitExtremes();
        assertThat(submitted).hasSizeGreaterThan(30).anyMatch(row -> row.startsWith("lease_epoch"));

        workers.start(TestWorkers.config().withBatchSize(5));
        queue.submit(TWO, add("good", "a", "a"), add("better", "good", "a"));

        await().atMost(Duration.ofSeconds(20)).until(() -> queue.isCompleted(TWO, "better"));
        // Only rows whose next attempt is at the end of time still wait.
        await().atMost(Duration.ofSeconds(20))
                .until(() -> unfinished()
                        .equals(submitted.stream()
                                .filter(row -> row.startsWith("next_attempt_at infinity"))
                                .sorted()
                                .toList()));
        assertThat(workers.count(LegacyCounter.WORKER_ERRORS))
                .as("statements that failed")
                .isZero();
        assertThat(queue.value(ONE, "lease_epoch 2147483647 4")).isEqualTo(Optional.of(10L));
    }

    @Test
    void inputsAreOverdueWhateverTheTimes() {
        int rows = 0;
        for (String since : List.of("'-infinity'", "'infinity'", "now() - interval '1 hour'")) {
            for (String deadline : List.of("'-infinity'", "now()")) {
                for (String input : List.of("'absent'", "convert_to(repeat('a', 100000), 'UTF8')")) {
                    String output = "overdue " + rows++;
                    queue.submit(ONE, add(output, "absent", "a"));
                    database.dsl()
                            .execute("update computations set waits_for = " + input + ", unknown_input_since = " + since
                                    + ", unknown_input_deadline = " + deadline + " where output_handle = '" + output
                                    + "'");
                }
            }
        }

        workers.start(TestWorkers.config());
        queue.submit(TWO, add("good", "a", "a"));

        await().atMost(Duration.ofSeconds(20)).until(() -> unfinished().isEmpty());
        assertThat(workers.count(LegacyCounter.WORKER_ERRORS))
                .as("statements that failed")
                .isZero();
        assertThat(database.dsl()
                        .fetch("select octet_length(error_message) from computations where is_error")
                        .getValues(0, Integer.class))
                .hasSize(rows)
                .allMatch(length -> length < 1000);
    }

    private List<String> unfinished() {
        return database.dsl().fetch("""
                        select convert_from(output_handle, 'UTF8') as name from computations
                        where not is_completed and not is_error order by name
                        """).map(row -> row.get(0, String.class)).stream()
                .sorted()
                .toList();
    }
}
