package org.fhevm.coprocessor.worker.complete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.ClearEvaluator;
import org.fhevm.coprocessor.worker.HeldCommit;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.claim.Claimer;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class CompleterTest {
    private static final TenantId TENANT = new TenantId(1);

    private final Database database;
    private final QueueFixture queue;
    private final UUID worker = UUID.randomUUID();
    private final ConcurrentLinkedQueue<Lease> acknowledged = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<TenantHandle> published = new ConcurrentLinkedQueue<>();
    private final Metrics metrics = new Metrics();
    private final Database impatient;
    private final Completer completer;

    CompleterTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.impatient = Database.open(database.config().withSocketTimeout(Duration.ofSeconds(1)));
        this.completer = new Completer(
                new OutcomeWriter(new Transactions(impatient), worker),
                new Completer.Listener() {
                    @Override
                    public void acknowledged(Outcome outcome, boolean written) {
                        assertThat(written).isTrue();
                        acknowledged.add(outcome.lease());
                    }

                    @Override
                    public void published(List<TenantHandle> outputs) {
                        published.addAll(outputs);
                    }
                },
                new WorkerEvents(metrics),
                new Watchdog(MonotonicClock.system(), Duration.ofMinutes(1)));
    }

    @BeforeEach
    void storeTheFirstInput() {
        queue.clear();
        queue.store(TENANT, "a", FheType.UINT64, 5);
    }

    @AfterEach
    void stop() {
        completer.close();
        impatient.close();
        metrics.close();
        database.dsl().execute("alter table ciphertexts drop constraint if exists no_such_handle");
    }

    @Test
    void writesTheRestOfABatchOfWhichTheDatabaseRefusesARow() {
        database.dsl()
                .execute("alter table ciphertexts add constraint no_such_handle"
                        + " check (handle <> 'c13'::bytea and handle <> 'c40'::bytea)");
        List<Lease> leases = claim(50);
        leases.forEach(lease -> completer.submit(computed(lease)));

        completer.start();

        await().until(() -> acknowledged.size() == 50);
        for (Lease lease : leases) {
            String name = QueueFixture.name(lease.output().handle());
            if (name.equals("c13") || name.equals("c40")) {
                assertThat(queue.error(TENANT, name).orElseThrow())
                        .startsWith(
                                "the result cannot be stored: ERROR: new row for relation \"ciphertexts\" violates");
            } else {
                assertThat(queue.value(TENANT, name)).contains(7L);
                assertThat(queue.isCompleted(TENANT, name)).isTrue();
            }
        }
        assertThat(new HashSet<>(acknowledged)).as("each once").hasSize(50);
    }

    @Test
    void saysThatARefusedResultWillNotCome() {
        database.dsl().execute("alter table ciphertexts add constraint no_such_handle check (handle <> 'c0'::bytea)");
        Lease lease = claim(1).getFirst();
        completer.submit(computed(lease));

        completer.start();

        await().until(() -> published.contains(lease.output()));
    }

    /** The commit takes longer than the worker waits for its answer, and succeeds. */
    @Test
    void recognizesWhatItHasWrittenWithoutKnowing() throws Exception {
        try (HeldCommit commit = new HeldCommit(database, "is_completed", "c0")) {
            List<Lease> leases = claim(3);
            leases.forEach(lease -> completer.submit(computed(lease)));

            completer.start();

            await("an answer that does not come").until(() -> metrics.value(LegacyCounter.WORKER_ERRORS) > 0);
            commit.release();
            await().until(() -> acknowledged.size() == 3);
            assertThat(published)
                    .containsExactlyInAnyOrderElementsOf(
                            leases.stream().map(Lease::output).toList());
            assertThat(metrics.value(LegacyCounter.WORK_ITEMS_PROCESSED)).isEqualTo(3);
            assertThat(metrics.scrape()).contains("coprocessor_worker_leases_lost_total 0.0");
        }
    }

    /** The worker of the 0.6 backend sets {@code is_completed}, and leaves the lease as it is. */
    @Test
    void countsNoResultThatAReferenceWorkerStoredFirst() {
        List<Lease> leases = claim(2);
        queue.store(TENANT, "c0", FheType.UINT64, 7);
        database.dsl().execute("update computations set is_completed = true where output_handle = 'c0'");
        leases.forEach(lease -> completer.submit(computed(lease)));

        completer.start();

        await().until(() -> acknowledged.size() == 2);
        assertThat(published)
                .containsExactlyInAnyOrderElementsOf(
                        leases.stream().map(Lease::output).toList());
        assertThat(metrics.value(LegacyCounter.WORK_ITEMS_PROCESSED)).isEqualTo(1);
        assertThat(metrics.scrape()).contains("coprocessor_worker_leases_lost_total 0.0");
    }

    @Test
    void tellsRefusalsFromAnAbsentDatabase() {
        assertThat(PermanentWriteError.isPermanent(failure("23514"))).isTrue();
        assertThat(PermanentWriteError.isPermanent(failure("22021"))).isTrue();
        assertThat(PermanentWriteError.isPermanent(failure("P0001"))).isTrue();
        assertThat(PermanentWriteError.isPermanent(new NullPointerException("ours")))
                .isTrue();
        for (String state : List.of("08006", "40001", "53300", "57P01", "55P03", "42P01", "25006", "58030")) {
            assertThat(PermanentWriteError.isPermanent(failure(state)))
                    .as(state)
                    .isFalse();
        }
        assertThat(PermanentWriteError.isPermanent(
                        new DataAccessException("wrapped", new SQLTransientConnectionException("no connection"))))
                .isFalse();
    }

    private static DataAccessException failure(String state) {
        return new DataAccessException("wrapped", new SQLException("text", state));
    }

    private static Outcome computed(Lease lease) {
        return new Outcome.Computed(lease, FheType.UINT64, Bytes.of(ClearEvaluator.stored(FheType.UINT64, 7)));
    }

    private List<Lease> claim(int count) {
        queue.submit(
                TENANT,
                IntStream.range(0, count).mapToObj(i -> add("c" + i, "a", "a")).toArray(TypedComputation[]::new));
        new WorkerSession(database, worker, "test", Duration.ofMinutes(5)).renew();
        return claimer().claim(count, Long.MAX_VALUE, key -> false, Set.of()).computations().stream()
                .map(claimed -> claimed.lease())
                .toList();
    }

    private Claimer claimer() {
        return new Claimer(new Transactions(database), worker, 5);
    }
}
