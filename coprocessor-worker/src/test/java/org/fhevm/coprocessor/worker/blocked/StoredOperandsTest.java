package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;
import static org.fhevm.coprocessor.worker.QueueFixture.binary;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.claim.Claim;
import org.fhevm.coprocessor.worker.claim.ClaimedComputation;
import org.fhevm.coprocessor.worker.claim.Claimer;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.coprocessor.worker.poll.WorkSignal;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An operand that is stored is available, whatever the row of its name says; and however stored values, rows and
 * circles are mixed, a worker comes to rest. Claims are counted over minutes of a clock that the test moves.
 */
@EmbeddedDatabase
class StoredOperandsTest {
    private static final TenantId TENANT = new TenantId(1);
    private static final Duration POLLING_INTERVAL = Duration.ofSeconds(1);
    private static final Duration CLAIM_TIME = Duration.ofMillis(5);
    private static final long SEED = Long.getLong("coprocessor.test.seed", System.nanoTime());

    private final Database database;
    private final QueueFixture queue;
    private final Metrics metrics = new Metrics();
    private Duration now = Duration.ZERO;

    StoredOperandsTest(Database database) {
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
    void twoStoredValuesWhoseRowsNeedEachOther() {
        queue.store(TENANT, "A", FheType.UINT64, 1);
        queue.store(TENANT, "B", FheType.UINT64, 2);
        queue.submit(TENANT, addScalar("A", "B", 1));
        queue.submit(TENANT, addScalar("B", "A", 1));

        int claims = new SimulatedWorker(10).run(Duration.ofMinutes(1));

        assertThat(claims).isLessThan(70);
        assertThat(queue.isCompleted(TENANT, "A")).isTrue();
        assertThat(queue.isCompleted(TENANT, "B")).isTrue();
        assertThat(queue.value(TENANT, "A")).as("what was stored").contains(1L);
    }

    /** One row at a time, so that each is marked as waiting before the other is met. */
    @Test
    void twoStoredValuesWhoseRowsNeedEachOtherOneAtATime() {
        queue.store(TENANT, "A", FheType.UINT64, 1);
        queue.store(TENANT, "B", FheType.UINT64, 2);
        SimulatedWorker worker = new SimulatedWorker(1);
        queue.submit(TENANT, add("A", "B", "late"));
        worker.run(Duration.ofSeconds(5));
        queue.submit(TENANT, addScalar("B", "A", 1));

        int claims = worker.run(Duration.ofMinutes(1));

        assertThat(claims).isLessThan(70);
        assertThat(queue.isCompleted(TENANT, "A")).isTrue();
        assertThat(queue.isCompleted(TENANT, "B")).isTrue();
    }

    @Test
    void aConsumerOfAStoredValueWhoseRowDependsOnAFailure() {
        queue.store(TENANT, "P", FheType.UINT64, 7);
        queue.store(TENANT, "Y", FheType.UINT64, 1);
        queue.submit(
                TENANT,
                binary(FheOperation.BIT_XOR, FheType.UINT64, "M", "Y", "Y"),
                addScalar("P", "M", 1),
                addScalar("Q", "P", 1));

        int claims = new SimulatedWorker(10).run(Duration.ofMinutes(1));

        assertThat(claims).isLessThan(70);
        assertThat(queue.error(TENANT, "M")).isPresent();
        assertThat(queue.isCompleted(TENANT, "P")).isTrue();
        assertThat(queue.value(TENANT, "P")).contains(7L);
        assertThat(queue.isCompleted(TENANT, "Q")).isTrue();
    }

    @Test
    void aRowThatWaitsFailsWithAnyOfItsInputs() {
        queue.store(TENANT, "Y", FheType.UINT64, 1);
        SimulatedWorker worker = new SimulatedWorker(10);
        queue.submit(TENANT, add("R", "M", "never"));
        queue.submit(TENANT, add("S", "never", "M"));
        worker.run(Duration.ofSeconds(2));
        queue.submit(TENANT, binary(FheOperation.BIT_XOR, FheType.UINT64, "M", "Y", "Y"));

        worker.run(Duration.ofSeconds(10));

        assertThat(queue.error(TENANT, "R").orElseThrow()).contains("which failed");
        assertThat(queue.error(TENANT, "S").orElseThrow()).contains("which failed");
    }

    /** Rows over few names, so that most names are stored, pending, failing and in circles at once. */
    @Test
    void anyMixtureOfRowsComesToRest() {
        for (int graph = 0; graph < 12; graph++) {
            queue.clear();
            Random random = new Random(SEED + graph);
            int names = 3 + random.nextInt(8);
            for (int name = 0; name < names; name++) {
                if (random.nextInt(3) == 0) {
                    queue.store(TENANT, "n" + name, FheType.UINT64, name);
                }
            }
            SimulatedWorker worker = new SimulatedWorker(1 + random.nextInt(5));
            int claims = 0;
            for (int row = 0; row < names; row++) {
                FheOperation operation = random.nextInt(5) == 0 ? FheOperation.BIT_XOR : FheOperation.ADD;
                queue.submit(
                        TENANT,
                        binary(
                                operation,
                                FheType.UINT64,
                                "n" + random.nextInt(names),
                                "n" + random.nextInt(names + 1),
                                "n" + random.nextInt(names)));
                claims += worker.run(Duration.ofSeconds(random.nextInt(3)));
            }
            claims += worker.run(Duration.ofMinutes(2));

            assertThat(claims)
                    .as("claims of graph %d with -Dcoprocessor.test.seed=%d", graph, SEED)
                    .isLessThan(120 + 3 * names + 8 * names);
        }
    }

    /** Something marks a row as waiting again whenever it is woken, though its input is there. */
    @Test
    void aRowThatIsWokenInVainIsWokenEverMoreRarely() {
        queue.store(TENANT, "b", FheType.UINT64, 1);
        queue.submit(TENANT, add("c", "b", "b"));
        Unblocker unblocker = unblocker();
        int wakings = 0;
        while (now.compareTo(Duration.ofMinutes(4)) < 0) {
            if (queue.waiting().isEmpty()) {
                wakings++;
                database.dsl().execute("update computations set waits_for = 'b'");
            }
            unblocker.awaited(List.of(QueueFixture.key(TENANT, "b")));
            unblocker.turn();
            now = now.plusMillis(400);
        }

        assertThat(wakings).isBetween(6, 20);
    }

    private Unblocker unblocker() {
        BlockedMarks marks = new BlockedMarks(database);
        return new Unblocker(
                marks,
                new BlockedScan(database, marks),
                POLLING_INTERVAL,
                new WorkSignal(),
                () -> now,
                new WorkerEvents(metrics),
                new Watchdog(() -> now, Duration.ofMinutes(1)));
    }

    /**
     * A worker in one thread: each claim takes some time, the claimed computations end at once, and the worker waits
     * like a real one.
     */
    private final class SimulatedWorker {
        private final int limit;
        private final Unblocker unblocker = unblocker();
        private final Claimer claimer;

        SimulatedWorker(int limit) {
            this.limit = limit;
            WorkerSession session = new WorkerSession(database, UUID.randomUUID(), "test", Duration.ofMinutes(5));
            session.renew();
            this.claimer = new Claimer(new Transactions(database), session.id(), 5);
        }

        /**
         * Runs for this time and returns the number of claims. Their number is bounded, so that the test ends even if a
         * worker spins.
         */
        int run(Duration time) {
            Duration end = now.plus(time);
            int claims = 0;
            while (now.compareTo(end) < 0 && claims < 2000) {
                Claim claim = claimer.claim(limit, Long.MAX_VALUE, key -> false, Set.of());
                claims++;
                claim.computations().forEach(this::finish);
                unblocker.failed(claim.failed().stream()
                        .map(FailureMarks.Failure::output)
                        .toList());
                unblocker.published(claim.stored());
                unblocker.awaited(claim.missing());
                int waitingBefore = queue.waiting().size();
                unblocker.turn();
                boolean isBusy = claim.madeProgress() || queue.waiting().size() < waitingBefore;
                now = now.plus(isBusy ? CLAIM_TIME : POLLING_INTERVAL);
            }
            return claims;
        }

        private void finish(ClaimedComputation claimed) {
            TenantHandle output = claimed.lease().output();
            if (claimed.computation().operation() == FheOperation.BIT_XOR) {
                new Transactions(database)
                        .run(transaction -> FailureMarks.set(
                                transaction, List.of(FailureMarks.Failure.ofItself(output, "divided by 0"))));
                unblocker.failed(List.of(output));
            } else {
                queue.store(TENANT, QueueFixture.name(output.handle()), FheType.UINT64, 5);
                database.dsl()
                        .execute(
                                "update computations set is_completed = true, lease_worker = null where output_handle = {0}",
                                org.jooq.impl.DSL.val(output.handle().bytes()));
                unblocker.published(List.of(output));
            }
        }
    }
}
