package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.junit.jupiter.api.Test;

/** How tenants share workers. */
@EmbeddedDatabase
class WorkerTenantsTest extends WorkerScenario {
    WorkerTenantsTest(Database shared) {
        super(shared);
    }

    @Test
    void keepsTenantsApart() {
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"));
        queue.submit(two, add("b", "a", "a"), add("c", "b", "a"));

        start(config);

        awaitAllDone();
        assertThat(queue.value(one, "c")).contains(15L);
        assertThat(queue.value(two, "c")).contains(3000L);
    }

    @Test
    void servesOthersWhileTheKeysOfATenantAreLoaded() {
        for (int i = 0; i < 30; i++) {
            queue.submit(one, add("s" + i, "a", "a"));
            queue.submit(two, add("q" + i, "a", "a"));
        }
        CountDownLatch keysArrive = new CountDownLatch(1);
        workers.whileLoading = tenant -> {
            if (tenant.equals(one)) {
                awaitUninterrupted(keysArrive);
            }
        };

        start(config.withBatchSize(5));

        await().atMost(Duration.ofSeconds(5)).until(() -> queue.pending() == 30);
        assertThat(queue.value(two, "q29")).contains(2000L);
        keysArrive.countDown();
        awaitAllDone();
    }

    @Test
    void leavesAPausedTenantAloneButEndsWhatIsInFlight() throws InterruptedException {
        Gate gate = new Gate();
        evaluator = gate;
        queue.submit(one, addScalar("b", "a", 1));
        start(config.withFheThreads(1));
        gate.awaitEntered();

        database.dsl().execute("update tenants set paused_at = now() where tenant_id = " + one);
        queue.submit(two, addScalar("e", "a", 1));
        // A claim that finds this one has begun after the pause.
        await().until(() -> leased() == 2);
        queue.submit(one, addScalar("c", "b", 1), addScalar("d", "a", 1));
        gate.open();

        await().until(() -> queue.isCompleted(two, "e") && queue.isCompleted(one, "b"));
        // Further work of the other tenant shows that claims went on and left these rows.
        queue.submit(two, addScalar("f", "e", 1));
        await().until(() -> queue.isCompleted(two, "f"));
        assertThat(queue.pending()).isEqualTo(2);
        assertThat(leased()).isZero();

        database.dsl().execute("update tenants set paused_at = null");
        awaitAllDone();
        assertThat(queue.value(one, "c")).contains(7L);
    }

    @Test
    void servesTenantsInTurnWhenTheirKeysDoNotFitTogether() throws Exception {
        TenantId three = queue.addTenant();
        queue.store(three, "a", FheType.UINT64, 1);
        for (TenantId tenant : List.of(one, two, three)) {
            for (int i = 0; i < 10; i++) {
                queue.submit(tenant, add("c" + i, "a", "a"));
            }
        }
        // Each tenant's keys are one byte.
        workers.keyCache = new KeyCacheConfig(32, 1, Duration.ofMinutes(1));
        AtomicInteger most = new AtomicInteger();
        workers.whileLoading = tenant -> most.accumulateAndGet(workers.tenantsInUse(), Math::max);

        start(config.withBatchSize(30));

        awaitAllDone();
        assertThat(most).as("tenants whose keys were in memory at once").hasValue(1);
    }

    @Test
    void claimsWhatKeepsItsThreadsBusyAndLeavesTheRestToOthers() throws InterruptedException {
        Gate gate = new Gate();
        evaluator = gate;
        List<TypedComputation> independent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            independent.add(addScalar("i" + i, "a", i));
        }
        queue.submit(one, independent.toArray(TypedComputation[]::new));

        start(config.withFheThreads(1).withBatchSize(4));

        gate.awaitEntered();
        await().until(() -> leased() == FhePool.USUAL_BATCH);
        await().during(Duration.ofMillis(300)).until(() -> leased() == FhePool.USUAL_BATCH);
        gate.open();
        awaitAllDone();
    }

    @Test
    void aTenantWhoseComputationsNeverEndHoldsUpNoOther() throws InterruptedException {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger endless = new AtomicInteger();
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                if (operation == FheOperation.IF_THEN_ELSE) {
                    endless.incrementAndGet();
                    awaitUninterrupted(open);
                }
                return super.evaluate(operation, type, operands);
            }
        };
        queue.store(one, "t", FheType.BOOL, 1);
        List<TypedComputation> slow = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            slow.add(QueueFixture.select("s" + i, "t", "a", "a"));
        }
        queue.submit(one, slow.toArray(TypedComputation[]::new));

        start(config.withFheThreads(1).withBatchSize(40));
        await().until(() -> endless.get() >= FhePool.USUAL_BATCH);
        List<TypedComputation> quick = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            quick.add(addScalar("q" + i, "a", i));
        }
        queue.submit(two, quick.toArray(TypedComputation[]::new));

        await().atMost(Duration.ofSeconds(20)).until(() -> queue.pending() == slow.size());
        assertThat(queue.value(two, "q199")).isPresent();
        assertThat(endless).hasValueLessThanOrEqualTo(2 * FhePool.USUAL_BATCH);
        open.countDown();
        awaitAllDone();
    }

    @Test
    void claimsMoreWhereMostWaitForOthers() throws InterruptedException {
        Gate gate = new Gate();
        evaluator = gate;
        List<TypedComputation> chain = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            chain.add(addScalar("c" + i, i == 1 ? "a" : "c" + (i - 1), 1));
        }
        queue.submit(one, chain.toArray(TypedComputation[]::new));

        start(config.withFheThreads(1).withBatchSize(4));

        gate.awaitEntered();
        await().until(() -> leased() >= 64);
        await().during(Duration.ofMillis(300)).until(() -> leased() <= 68);
        gate.open();
        awaitAllDone();
    }

    /**
     * While a claim is on its way, computations in flight become computable, so that it finds no room. It must hear of
     * the room that there is afterwards.
     */
    @Test
    void claimsWhatFoundNoRoomAsSoonAsThereIsSome() throws Exception {
        ProducerAndConsumers gates = new ProducerAndConsumers();
        List<TypedComputation> graph = startWith(gates, 30);
        queue.submitSilently(one, addScalar("l1", "a", 1), addScalar("l2", "a", 2));

        try (Connection other = database.openDedicatedConnection()) {
            lock(other, "tenants", "access exclusive");
            new ComputationRepository(database.dsl()).announceWork();
            await().until(() -> waitingFor("tenants") == 1);
            gates.producer.countDown();
            await().until(() -> gates.begun.get() > FhePool.USUAL_BATCH);
            other.rollback();
        }
        await().during(Duration.ofMillis(300)).until(() -> leased() == graph.size() - 1);
        gates.consumers.countDown();

        awaitAllDone();
    }

    /**
     * The opposite: a claim finds no room for a tenant, and there is some before the worker listens for it. Locks hold
     * the claim before it asks for room, and again after it was told that there is none.
     */
    @Test
    void claimsAgainIfRoomCameBeforeTheClaimEnded() throws Exception {
        ProducerAndConsumers gates = new ProducerAndConsumers();
        List<TypedComputation> graph = startWith(gates, 30);

        try (Connection beforeRoom = database.openDedicatedConnection();
                Connection afterRoom = database.openDedicatedConnection()) {
            lock(beforeRoom, "tenants", "access exclusive");
            queue.submitSilently(one, addScalar("l1", "a", 1), addScalar("l2", "a", 2));
            queue.submitSilently(two, addScalar("gone", "a", 1));
            // Candidates are found by plain reads, which this lock lets pass, and then locked, which it does not.
            lock(afterRoom, "computations", "exclusive");
            new ComputationRepository(database.dsl()).announceWork();
            await().until(() -> waitingFor("tenants") == 1);
            gates.producer.countDown();
            await().until(() -> gates.begun.get() > FhePool.USUAL_BATCH);
            beforeRoom.rollback();
            // Besides the claim, the outcome of the producer waits to be written.
            await().until(() -> waitingFor("computations") == 2);
            gates.consumers.countDown();
            await().until(() -> gates.compressed.get() == graph.size());
            afterRoom.createStatement().execute("delete from computations where tenant_id = " + two);
            afterRoom.commit();
        }

        awaitAllDone();
        assertThat(queue.value(one, "l2")).contains(7L);
    }

    /** Starts a worker that hears of new rows by announcements only, and waits until the producer runs. */
    private List<TypedComputation> startWith(ProducerAndConsumers gates, int consumers) {
        evaluator = gates;
        List<TypedComputation> graph = producerAndConsumers(consumers);
        queue.submit(one, graph.toArray(TypedComputation[]::new));
        start(config.withFheThreads(1).withBatchSize(40).withPollingInterval(NEVER));
        await().until(() -> leased() == graph.size() && gates.begun.get() == 1);
        return graph;
    }

    /** A subtraction, and additions that use its result and that the worker can claim with it. */
    private static List<TypedComputation> producerAndConsumers(int consumers) {
        List<TypedComputation> graph =
                new ArrayList<>(List.of(QueueFixture.binary(FheOperation.SUB, FheType.UINT64, "p", "a", "a")));
        for (int i = 0; i < consumers; i++) {
            graph.add(addScalar("w" + i, "p", i));
        }
        return graph;
    }

    private static void lock(Connection connection, String table, String mode) throws SQLException {
        connection.setAutoCommit(false);
        connection.createStatement().execute("lock table " + table + " in " + mode + " mode");
    }

    /** Number of statements that wait for a lock on a table. */
    private int waitingFor(String table) {
        return database.dsl()
                .resultQuery("select count(*)::int from pg_locks where not granted and relation = ?::regclass", table)
                .fetchSingle(0, Integer.class);
    }

    /** Holds subtractions and additions until each is let through. */
    private static final class ProducerAndConsumers extends ClearEvaluator {
        private final CountDownLatch producer = new CountDownLatch(1);
        private final CountDownLatch consumers = new CountDownLatch(1);
        private final AtomicInteger begun = new AtomicInteger();
        /** Computations that have ended: a worker compresses results that no longer count as running. */
        private final AtomicInteger compressed = new AtomicInteger();

        @Override
        public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                throws FheComputationException {
            begun.incrementAndGet();
            awaitUninterrupted(operation == FheOperation.SUB ? producer : consumers);
            return super.evaluate(operation, type, operands);
        }

        @Override
        public byte[] compress(FheValue value) {
            compressed.incrementAndGet();
            return super.compress(value);
        }
    }
}
