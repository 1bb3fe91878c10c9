package org.fhevm.coprocessor.worker.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.metrics.TenantLabels;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class QueueGaugesTest {
    private final Database database;

    QueueGaugesTest(Database database) {
        this.database = database;
    }

    @Test
    void aBoundedNumberOfTenantsHaveTheAgeOfTheirOldestComputationAndTheOthersShareTheLargest() {
        database.dsl()
                .execute("insert into computations"
                        + " (tenant_id, output_handle, output_type, dependencies, fhe_operation, is_scalar, created_at)"
                        + " select n, sha256(n::text::bytea), 5, array['a', 'a']::bytea[], 0, false,"
                        + " localtimestamp - n * interval '1 hour' from generate_series(1, 100) as n");
        try (Metrics metrics = new Metrics();
                QueueGauges gauges = new QueueGauges(
                        database,
                        metrics,
                        new WorkerEvents(metrics),
                        new Watchdog(MonotonicClock.system(), Duration.ofMinutes(1)))) {
            gauges.start();

            await().untilAsserted(() -> assertThat(ages(metrics)).hasSize(TenantLabels.MOST + 1));
            assertThat(ages(metrics).stream().mapToDouble(QueueGaugesTest::value))
                    .as("that of the oldest tenant is one of them")
                    .anyMatch(age -> age >= 100 * 3600);
            database.dsl().execute("delete from computations");
            await().atMost(Duration.ofSeconds(15))
                    .untilAsserted(() -> assertThat(ages(metrics))
                            .hasSize(TenantLabels.MOST + 1)
                            .allMatch(line -> value(line) == 0));
        }
    }

    private static List<String> ages(Metrics metrics) {
        return metrics.scrape()
                .lines()
                .filter(line -> line.startsWith("coprocessor_tenant_oldest_ready_seconds{"))
                .toList();
    }

    private static double value(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ')));
    }
}
