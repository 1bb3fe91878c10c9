package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.fhevm.coprocessor.common.id.TenantHandle;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@EmbeddedDatabase
class UnblockerTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final Duration NEVER = Duration.ofHours(1);

    private final Database database;
    private final QueueFixture queue;
    private final WorkSignal signal = new WorkSignal();
    private final Metrics metrics = new Metrics();
    private final MonotonicClock system = MonotonicClock.system();
    private Duration now = Duration.ZERO;

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

    @ParameterizedTest
    @EnumSource
    void comeAtOnceAndNotWithTheNextStep(Report report) {
        try (Unblocker unblocker = unblocker(database, NEVER)) {
            Duration quickest = Duration.ofDays(1);
            for (int row = 0; row < 5; row++) {
                Duration began = system.now();
                String input = "b" + row;
                submitWaiting("c" + row, input);
                List<TenantHandle> inputs = List.of(key(TENANT, input));
                switch (report) {
                    case PUBLISHED -> unblocker.published(inputs);
                    case FAILED -> unblocker.failed(inputs);
                    case AWAITED -> {
                        queue.store(TENANT, input, FheType.UINT64, 1);
                        unblocker.awaited(inputs);
                    }
                }
                await().pollInterval(Duration.ofMillis(5))
                        .until(() -> queue.waiting().isEmpty());
                Duration taken = system.now().minus(began);
                quickest = taken.compareTo(quickest) < 0 ? taken : quickest;
            }

            // A busy machine may delay some of them; the next step comes a second after the last.
            assertThat(quickest).isLessThan(Duration.ofMillis(500));
        }
    }

    @Test
    void comeToAnyNumberOfDependentsOfAFailure() throws Exception {
        int rows = BlockedMarks.MOST_ROWS + 1;
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type, waits_for)
                select 1, sha256(n::text::bytea), array['b', 'x']::bytea[], 0, false, 5, 'x'
                from generate_series(1, %d) as n
                """.formatted(rows));
        Unblocker unblocker = unstarted(database, NEVER);
        unblocker.failed(List.of(key(TENANT, "b"), key(new TenantId(2), "b")));

        unblocker.turn();
        assertThat(queue.waiting()).as("one statement").hasSize(1);
        assertThat(signal.await(Duration.ZERO)).isTrue();

        unblocker.turn();
        assertThat(queue.waiting()).isEmpty();
        assertThat(signal.await(Duration.ZERO)).isTrue();

        submitWaiting("c", "x");
        database.dsl().execute("update computations set dependencies = array['b', 'x']::bytea[], waits_for = 'x'");
        unblocker.turn();
        assertThat(queue.waiting()).as("a failure is reported once").hasSize(rows + 1);
        assertThat(signal.await(Duration.ZERO)).isFalse();
    }

    @Test
    void comeToDependentsOfWhatTheScanFails() {
        submitWaiting("c", "c");
        submitWaiting("d", "x");
        database.dsl()
                .execute("update computations set dependencies = array['c', 'x']::bytea[] where output_handle = 'd'");
        Unblocker unblocker = unstarted(database, Duration.ZERO);

        unblocker.turn();
        assertThat(queue.error(TENANT, "c").orElseThrow()).contains("circular");
        assertThat(metrics.value(LegacyCounter.WORK_ITEMS_ERRORS)).isEqualTo(1);

        unblocker.turn();
        assertThat(queue.waiting()).isEmpty();
    }

    @Test
    void comeToWhatWasNotAnnouncedWhenAStepIsDue() {
        submitWaiting("c", "b");
        queue.store(TENANT, "b", FheType.UINT64, 1);
        Duration betweenSteps = Duration.ofMillis(300);
        Unblocker unblocker = unstarted(betweenSteps, () -> now);
        assertThat(unblocker.untilSomethingIsDue()).isEqualTo(betweenSteps);

        now = betweenSteps.minusNanos(1);
        unblocker.turn();
        unblocker.turn();
        assertThat(queue.waiting()).containsExactly("c");

        now = betweenSteps;
        unblocker.turn();
        unblocker.turn();
        assertThat(queue.waiting()).isEmpty();
    }

    @Test
    void comeToRowsThatAreMarkedAgainAfterAPause() {
        queue.store(TENANT, "b", FheType.UINT64, 1);
        submitWaiting("c", "b");
        Unblocker unblocker = unstarted(NEVER, () -> now);
        for (int wakeUp = 0; wakeUp < WakeUpBackoff.FREE; wakeUp++) {
            markAgainAndTurn(unblocker);
            assertThat(queue.waiting()).isEmpty();
        }
        assertThat(unblocker.untilSomethingIsDue()).as("nothing is due").isEqualTo(Duration.ofSeconds(1));

        markAgainAndTurn(unblocker);
        Duration pause = unblocker.untilSomethingIsDue();
        assertThat(pause).isBetween(Duration.ofMillis(100), Duration.ofMillis(200));
        now = pause.minusNanos(1);
        markAgainAndTurn(unblocker);
        assertThat(queue.waiting()).as("not due yet").containsExactly("c");

        now = pause;
        unblocker.turn();
        assertThat(queue.waiting()).isEmpty();
        assertThat(unblocker.untilSomethingIsDue()).isEqualTo(Duration.ofSeconds(1));
    }

    private void markAgainAndTurn(Unblocker unblocker) {
        database.dsl().execute("update computations set waits_for = 'b'");
        unblocker.awaited(List.of(key(TENANT, "b")));
        unblocker.turn();
    }

    @Test
    void takeNoTurnsWhileNothingIsAnnounced() {
        AtomicLong readings = new AtomicLong();
        submitWaiting("d", "never");
        try (Unblocker unblocker = unstarted(NEVER, () -> {
            readings.incrementAndGet();
            return Duration.ZERO;
        })) {
            unblocker.start();
            unblocker.awaited(List.of(key(TENANT, "never")));
            for (int row = 0; row < 3; row++) {
                submitWaiting("c" + row, "b" + row);
                unblocker.published(List.of(key(TENANT, "b" + row)));
                await().until(() -> queue.waiting().equals(List.of("d")));
            }
        }
        assertThat(readings).hasValueLessThan(100);
    }

    @Test
    void endAtOnceWithTheWorker() {
        Duration quickest = Duration.ofDays(1);
        for (int attempt = 0; attempt < 5; attempt++) {
            Unblocker unblocker = unblocker(database, NEVER);
            Duration began = system.now();
            unblocker.close();
            Duration taken = system.now().minus(began);
            quickest = taken.compareTo(quickest) < 0 ? taken : quickest;
        }

        assertThat(quickest).as("a turn waits for a second").isLessThan(Duration.ofMillis(500));
    }

    @Test
    void endAfterTheTurnThatIsGoingOn() throws Exception {
        CompletableFuture<Duration> goOn = new CompletableFuture<>();
        Unblocker unblocker = unstarted(NEVER, () -> Thread.currentThread().isVirtual() ? goOn.join() : Duration.ZERO);
        unblocker.start();
        Thread closing = Thread.ofPlatform().start(unblocker::close);

        await().until(() -> closing.getState() == Thread.State.WAITING);
        goOn.complete(Duration.ZERO);

        assertThat(closing.join(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void comeToWhatIsLeftWhenTheWorkerEnds() {
        submitWaiting("c", "b");
        Unblocker unblocker = unstarted(database, NEVER);
        unblocker.published(List.of(key(TENANT, "b")));

        unblocker.close();

        assertThat(queue.waiting()).isEmpty();
    }

    @Test
    void areLeftToOthersWhenTheWorkerEndsWithoutADatabase() {
        submitWaiting("c", "b");
        Database gone = Database.open(database.config().withConnectionTimeout(Duration.ofSeconds(1)));
        Unblocker unblocker = unstarted(gone, NEVER);
        unblocker.published(List.of(key(TENANT, "b")));
        gone.close();

        unblocker.close();

        assertThat(metrics.value(LegacyCounter.WORKER_ERRORS)).isEqualTo(1);
        assertThat(queue.waiting()).containsExactly("c");
    }

    @Test
    void areMissedByTheWatchdogWhenTheyTakeTooLong() {
        AtomicLong readings = new AtomicLong();
        MonotonicClock fast = () -> Duration.ofMinutes(2 * readings.incrementAndGet());
        BlockedMarks marks = new BlockedMarks(database);
        try (Unblocker unblocker = new Unblocker(
                marks,
                new BlockedScan(database, marks),
                NEVER,
                signal,
                MonotonicClock.system(),
                new WorkerEvents(metrics),
                new Watchdog(fast, Duration.ofMinutes(1)))) {
            assertThat(unblocker.problem()).as("before the start").isEmpty();

            unblocker.start();

            assertThat(unblocker.problem().orElseThrow()).startsWith("nothing for ");
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
        Unblocker unblocker = unstarted(connections, betweenSteps);
        unblocker.start();
        return unblocker;
    }

    private Unblocker unstarted(Database connections, Duration betweenSteps) {
        return unstarted(connections, betweenSteps, MonotonicClock.system());
    }

    private Unblocker unstarted(Duration betweenSteps, MonotonicClock clock) {
        return unstarted(database, betweenSteps, clock);
    }

    private Unblocker unstarted(Database connections, Duration betweenSteps, MonotonicClock clock) {
        BlockedMarks marks = new BlockedMarks(connections);
        return new Unblocker(
                marks,
                new BlockedScan(connections, marks),
                betweenSteps,
                signal,
                clock,
                new WorkerEvents(metrics),
                new Watchdog(clock, Duration.ofMinutes(1)));
    }

    /** What the unblocker is told about an input. */
    enum Report {
        PUBLISHED,
        FAILED,
        AWAITED
    }
}
