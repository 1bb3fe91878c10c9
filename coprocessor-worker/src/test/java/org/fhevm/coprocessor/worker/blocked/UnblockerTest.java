package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.time.Duration;
import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.CuttableNetwork;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.poll.WorkSignal;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class UnblockerTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final Duration NEVER = Duration.ofHours(1);

    private final Database database;
    private final QueueFixture queue;
    private final WorkSignal signal = new WorkSignal();
    private final Metrics metrics = new Metrics();

    UnblockerTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
    }

    @BeforeEach
    void clear() {
        queue.clear();
    }

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void comeToAnyNumberOfRowsAFewThousandByEachStatement() throws Exception {
        int rows = 2 * BlockedMarks.MOST_ROWS + 1;
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type, waits_for)
                select 1, sha256(n::text::bytea), array['b', 'a']::bytea[], 0, false, 5, 'b'
                from generate_series(1, %d) as n
                """.formatted(rows));
        assertThat(new BlockedMarks(database).remove(List.of(key(TENANT, "b")))).isEqualTo(BlockedMarks.MOST_ROWS);

        try (Unblocker unblocker = unblocker(database, NEVER)) {
            unblocker.published(List.of(key(TENANT, "b")));

            assertThat(signal.await(Duration.ofSeconds(10))).isTrue();
            await().until(() -> queue.waiting().isEmpty());
        }
    }

    @Test
    void comeToRowsWhoseInputCameWhileTheyWereMarked() {
        submitWaiting("c", "b");
        submitWaiting("d", "x");
        queue.store(TENANT, "b", FheType.UINT64, 1);

        try (Unblocker unblocker = unblocker(database, NEVER)) {
            unblocker.awaited(List.of(key(TENANT, "b"), key(TENANT, "x")));

            await().until(() -> queue.waiting().equals(List.of("d")));
        }
    }

    @Test
    void comeToRowsThatWereNotAnnounced() {
        submitWaiting("c", "b");
        try (Unblocker unblocker = unblocker(database, Duration.ofMillis(50))) {
            unblocker.awaited(List.of());
            queue.store(TENANT, "b", FheType.UINT64, 1);

            await().until(() -> queue.waiting().isEmpty());
        }
    }

    @Test
    void comeWhenTheDatabaseIsBack(TestServer server) {
        submitWaiting("c", "b");
        String direct = server.postgres().urlText(database.config().url().database());
        try (CuttableNetwork network = new CuttableNetwork(server.postgres().port());
                Database behindNetwork = Database.open(database.config()
                        .withUrl(DatabaseUrl.parse(
                                direct.replace(":" + server.postgres().port() + "/", ":" + network.port() + "/")))
                        .withConnectionTimeout(Duration.ofSeconds(1)));
                Unblocker unblocker = unblocker(behindNetwork, NEVER)) {
            network.cut();
            unblocker.published(List.of(key(TENANT, "b")));
            await().until(() -> metrics.value(LegacyCounter.WORKER_ERRORS) > 0);

            network.restore();

            await().until(() -> queue.waiting().isEmpty());
        }
    }

    private void submitWaiting(String output, String input) {
        queue.submit(TENANT, add(output, input, "a"));
        database.dsl()
                .execute("update computations set waits_for = '" + input + "' where output_handle = '" + output + "'");
    }

    private Unblocker unblocker(Database connections, Duration betweenSteps) {
        BlockedMarks marks = new BlockedMarks(connections);
        MonotonicClock clock = MonotonicClock.system();
        Unblocker unblocker = new Unblocker(
                marks,
                new BlockedScan(connections, marks),
                betweenSteps,
                signal,
                clock,
                new WorkerEvents(metrics),
                new Watchdog(clock, Duration.ofMinutes(1)));
        unblocker.start();
        return unblocker;
    }
}
