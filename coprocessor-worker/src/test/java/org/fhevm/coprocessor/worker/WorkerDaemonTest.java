package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.WORKERS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.addScalar;
import static org.fhevm.coprocessor.worker.QueueFixture.binary;
import static org.fhevm.coprocessor.worker.QueueFixture.encrypt;
import static org.fhevm.coprocessor.worker.QueueFixture.select;

import java.lang.ref.WeakReference;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.config.KeyCacheConfig;
import org.fhevm.coprocessor.common.config.WorkerConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.repository.NewComputation;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.executor.FhePool;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.fhevm.tfhe.serialization.MalformedInputException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class WorkerDaemonTest {
    private static final Duration NEVER = Duration.ofHours(1);

    private final Database database;
    private final QueueFixture queue;
    private final TestWorkers workers;
    private final Health health;
    private final WorkerConfig config = TestWorkers.config();
    private ClearEvaluator evaluator = new ClearEvaluator();
    private TenantId one;
    private TenantId two;

    WorkerDaemonTest(Database shared) {
        // An outage is to be noticed soon.
        this.database = Database.open(shared.config().withConnectionTimeout(Duration.ofSeconds(1)));
        this.queue = new QueueFixture(database);
        this.workers = new TestWorkers(database);
        this.health = workers.health;
    }

    @BeforeEach
    void addTenants() throws Exception {
        queue.clear();
        one = queue.addTenant();
        two = queue.addTenant();
        queue.store(one, "a", FheType.UINT64, 5);
        queue.store(two, "a", FheType.UINT64, 1000);
    }

    @AfterEach
    void stop() {
        workers.close();
        database.close();
    }

    @Test
    void computesAConfidentialTransfer() {
        queue.store(one, "src", FheType.UINT64, 100);
        queue.store(one, "amount", FheType.UINT64, 10);
        queue.store(one, "dst", FheType.UINT64, 20);
        queue.store(one, "zero", FheType.UINT64, 0);
        queue.submit(
                one,
                binary(FheOperation.LE, FheType.BOOL, "le", "amount", "src"),
                select("ite", "le", "amount", "zero"),
                binary(FheOperation.SUB, FheType.UINT64, "sub", "src", "ite"),
                add("add", "dst", "ite"));

        start(config);

        awaitAllDone();
        assertThat(queue.value(one, "le")).contains(1L);
        assertThat(queue.value(one, "ite")).contains(10L);
        assertThat(queue.value(one, "sub")).contains(90L);
        assertThat(queue.value(one, "add")).contains(30L);
        assertThat(evaluator.decompressions())
                .as("each stored input once for all its consumers")
                .isEqualTo(4);
        assertThat(count(LegacyCounter.WORK_ITEMS_FOUND)).isEqualTo(4);
        await().until(() -> count(LegacyCounter.WORK_ITEMS_PROCESSED) == 4);
        assertThat(workers.scrape())
                .contains(
                        "coprocessor_computation_seconds_count{operation=\"SUB\",type=\"UINT64\"}",
                        "coprocessor_computation_bootstraps_total{operation=\"SUB\",type=\"UINT64\"}",
                        "coprocessor_worker_claim_seconds_count",
                        "coprocessor_queue_computations{state=\"claimable\"}",
                        "coprocessor_queue_computations{state=\"waiting\"}",
                        "coprocessor_queue_oldest_ready_seconds",
                        "coprocessor_worker_leases_lost_total",
                        "coprocessor_worker_retries_total",
                        "coprocessor_worker_value_cache_hits_total",
                        "coprocessor_key_cache_hits_total");
    }

    @Test
    void computesChainsLongerThanItsBatchesInMemory() {
        List<NewComputation> chain = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            chain.add(addScalar("c" + i, i == 1 ? "a" : "c" + (i - 1), 1));
        }
        queue.submit(one, chain.toArray(NewComputation[]::new));

        start(config.withBatchSize(7));

        awaitAllDone();
        assertThat(queue.value(one, "c200")).contains(205L);
        assertThat(evaluator.evaluations()).isEqualTo(200);
        assertThat(evaluator.decompressions()).isEqualTo(1);
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
    void computesRowsInQuarantineAlone() {
        AtomicInteger running = new AtomicInteger();
        List<Integer> beside = Collections.synchronizedList(new ArrayList<>());
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                int now = running.incrementAndGet();
                try {
                    if (operation == FheOperation.SUB) {
                        beside.add(now);
                    }
                    return super.evaluate(operation, type, operands);
                } finally {
                    running.decrementAndGet();
                }
            }
        };
        for (int i = 0; i < 50; i++) {
            queue.submit(one, add("c" + i, "a", "a"));
        }
        queue.submit(
                one,
                binary(FheOperation.SUB, FheType.UINT64, "s1", "a", "a"),
                binary(FheOperation.SUB, FheType.UINT64, "s2", "a", "a"));
        database.dsl().execute("update computations set lost_leases = 2 where fhe_operation = 1");

        start(config);

        awaitAllDone();
        assertThat(beside).containsExactly(1, 1);
    }

    @Test
    void hearsAnnouncements() {
        start(config.withPollingInterval(NEVER));
        await().until(() -> health.readinessProblems().isEmpty());

        queue.submit(one, add("b", "a", "a"));

        await().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(one, "b"));
        await().until(() -> count(LegacyCounter.WORK_ITEMS_NOTIFICATIONS) > 0);
    }

    @Test
    void pollsWithoutAnnouncements() {
        start(config);
        await().until(() -> count(LegacyCounter.WORK_ITEMS_POLLS) > 0);

        queue.submitSilently(one, add("b", "a", "a"));

        await().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(one, "b"));
        assertThat(count(LegacyCounter.WORK_ITEMS_NOTIFICATIONS)).isZero();
    }

    @Test
    void failsWhatIsSubmittedAfterItsInputFailed() {
        queue.submit(one, binary(FheOperation.BIT_XOR, FheType.UINT64, "fails", "a", "a"));
        start(config);
        await().until(() -> queue.error(one, "fails").isPresent());

        queue.submit(one, add("after", "fails", "a"));

        await().until(() -> queue.error(one, "after").isPresent());
        assertThat(queue.error(one, "after")).contains("depends on 0x6661696c73, which failed: attempt to divide by 0");
    }

    @Test
    void waitsForAnInputThatComesLater() {
        queue.submit(one, add("b", "late", "a"), add("c", "b", "a"));
        start(config);
        await().until(() -> queue.waiting().contains("b"));

        queue.store(one, "late", FheType.UINT64, 7);

        await().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(one, "c"));
        assertThat(queue.value(one, "c")).contains(17L);
    }

    @Test
    void triesAgainWhatTheInfrastructureFailed() {
        AtomicInteger failures = new AtomicInteger(1);
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                if (failures.getAndDecrement() > 0) {
                    throw new IllegalStateException("out of luck");
                }
                return super.evaluate(operation, type, operands);
            }
        };
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"));

        start(config);

        await().atMost(Duration.ofSeconds(10)).until(() -> queue.isCompleted(one, "c"));
        assertThat(queue.row(one, "b").get(COMPUTATIONS.ATTEMPTS)).isEqualTo(1);
        assertThat(queue.row(one, "c").get(COMPUTATIONS.ATTEMPTS))
                .as("not the consumer's fault")
                .isZero();
        assertThat(count(LegacyCounter.WORKER_ERRORS)).isEqualTo(1);
    }

    @Test
    void givesUpAfterEnoughAttempts() {
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands) {
                throw new IllegalStateException("out of luck");
            }
        };
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"));
        database.dsl().execute("update computations set attempts = 4 where output_handle = 'b'");

        start(config);

        await().until(() -> queue.pending() == 0);
        assertThat(queue.error(one, "b"))
                .contains("given up after 5 attempts: java.lang.IllegalStateException: out of luck");
        assertThat(queue.error(one, "c").orElseThrow()).startsWith("depends on 0x62, which failed: given up");
    }

    @Test
    void shareAQueueWithoutComputingAnythingTwice() {
        List<String> inputs = new ArrayList<>(List.of("a"));
        List<NewComputation> graph = new ArrayList<>();
        Random random = new Random(20261122);
        for (int i = 0; i < 400; i++) {
            String left = inputs.get(random.nextInt(inputs.size()));
            String right = inputs.get(Math.max(0, inputs.size() - 1 - random.nextInt(20)));
            graph.add(add("n" + i, left, right));
            inputs.add("n" + i);
        }
        for (int from = 0; from < 400; from += 50) {
            queue.submit(one, graph.subList(from, from + 50).toArray(NewComputation[]::new));
        }

        start(config);
        start(config);
        start(config.withBatchSize(3));

        awaitAllDone();
        assertThat(evaluator.evaluations()).isEqualTo(400);
        await().until(() -> count(LegacyCounter.WORK_ITEMS_PROCESSED) == 400);
        assertThat(queue.waiting()).isEmpty();
    }

    @Test
    void computesWhatIsQueuedInAnUnfortunateOrder() {
        // As when rows are inserted by hand: consumers before producers.
        List<NewComputation> chain = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            chain.add(addScalar("c" + i, i == 1 ? "a" : "c" + (i - 1), 1));
        }
        Collections.shuffle(chain, new Random(7));
        queue.submit(one, chain.toArray(NewComputation[]::new));

        start(config.withBatchSize(5));

        awaitAllDone();
        assertThat(queue.value(one, "c100")).contains(105L);
        assertThat(evaluator.evaluations()).isEqualTo(100);
    }

    @Test
    void saysThatNothingInFlightEnds() throws Exception {
        Gate gate = new Gate();
        evaluator = gate;
        MonotonicClock system = MonotonicClock.system();
        Duration[] added = {Duration.ZERO};
        workers.clock = () -> system.now().plus(added[0]);
        queue.submit(one, add("b", "a", "a"));
        start(config.withLease(Duration.ofSeconds(6)));
        gate.awaitEntered();
        await().until(() -> health.readinessProblems().isEmpty());

        added[0] = Duration.ofMinutes(31);

        assertThat(health.readinessProblems())
                .singleElement()
                .asString()
                .startsWith("worker progress: 1 computations in flight, and none has ended: nothing for 186");
        assertThat(health.livenessProblems())
                .as("until its next beat")
                .anyMatch(problem -> problem.startsWith("worker heartbeat: nothing for 186"));
        await().until(() -> health.livenessProblems().isEmpty());
        gate.open();
        await().until(() -> health.readinessProblems().isEmpty());
    }

    @Test
    void renewsItsLeasesWhenAllConnectionsAreTaken() throws Exception {
        start(config.withLease(Duration.ofMillis(900)));
        await().until(() -> health.readinessProblems().isEmpty());
        List<Connection> taken = new ArrayList<>();
        try (Connection observer = database.openDedicatedConnection()) {
            while (taken.size() < database.config().maximumPoolSize()) {
                taken.add(database.dataSource().getConnection());
            }

            await().during(Duration.ofSeconds(3))
                    .atMost(Duration.ofSeconds(10))
                    .until(() -> observer.createStatement()
                            .executeQuery("select from workers where expires_at > now()")
                            .next());
        } finally {
            for (Connection connection : taken) {
                connection.close();
            }
        }
    }

    @Test
    void takesOverFromAWorkerThatDied() {
        queue.submit(one, add("b", "a", "a"));
        database.dsl()
                .execute("insert into workers (worker_id, name, expires_at)"
                        + " values ('00000000-0000-0000-0000-000000000001', 'dead', now() + interval '300 ms')");
        database.dsl()
                .execute(
                        "update computations set lease_worker = '00000000-0000-0000-0000-000000000001', lease_epoch = 1");

        start(config);

        await().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(one, "b"));
        assertThat(queue.row(one, "b").get(COMPUTATIONS.LEASE_EPOCH)).isEqualTo(2);
    }

    @Test
    void worksBesideAReferenceWorkerThatHasLockedRows() throws Exception {
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"), add("d", "a", "a"));
        try (Connection reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            var statement = reference.createStatement();
            statement.execute("select * from computations where output_handle = 'b' for update");

            start(config);
            await().until(() -> queue.isCompleted(one, "d"));
            await().until(() -> queue.waiting().contains("c"));
            statement.execute(
                    "insert into ciphertexts (tenant_id, handle, ciphertext, ciphertext_version, ciphertext_type)"
                            + " values (1, 'b', '\\x05000000000000000a', 0, 5)");
            statement.execute("update computations set is_completed = true where output_handle = 'b'");
            reference.commit();
        }

        await().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(one, "c"));
        assertThat(queue.value(one, "c")).contains(15L);
        assertThat(evaluator.evaluations()).isEqualTo(2);
    }

    @Test
    void recoversWhenTheDatabaseComesBack(TestServer server) {
        start(config.withPollingInterval(Duration.ofMillis(200)));
        await().until(() -> health.readinessProblems().isEmpty());

        server.postgres().stop();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !health.readinessProblems().isEmpty());
        assertThat(health.livenessProblems()).isEmpty();
        server.postgres().startAgain();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> health.readinessProblems().isEmpty());
        await().ignoreExceptions().untilAsserted(() -> queue.submit(one, add("b", "a", "a")));
        await().ignoreExceptions().atMost(Duration.ofSeconds(10)).until(() -> queue.isCompleted(one, "b"));
    }

    @Test
    void writesResultsThatWereComputedWhileTheDatabaseWasAway(TestServer server) throws Exception {
        Gate gate = new Gate();
        evaluator = gate;
        queue.submit(one, add("b", "a", "a"));
        start(config.withLease(Duration.ofMinutes(1)));
        gate.awaitEntered();

        server.postgres().stop();
        gate.open();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !health.readinessProblems().isEmpty());
        server.postgres().startAgain();

        await().ignoreExceptions().atMost(Duration.ofSeconds(10)).until(() -> queue.isCompleted(one, "b"));
        assertThat(gate.evaluations()).isEqualTo(1);
    }

    @Test
    void finishesWhatItHasBegunAndReturnsTheRestWhenClosed() throws Exception {
        Gate gate = new Gate();
        evaluator = gate;
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"), add("d", "c", "a"));
        WorkerDaemon worker = start(config);
        gate.awaitEntered();

        Thread closing = Thread.ofVirtual().start(worker::close);
        await().until(() -> queue.row(one, "d").get(COMPUTATIONS.LEASE_EPOCH) == 1);
        gate.open();
        closing.join();

        assertThat(queue.isCompleted(one, "b")).isTrue();
        assertThat(queue.isCompleted(one, "d")).isFalse();
        assertThat(queue.row(one, "d").get(COMPUTATIONS.LEASE_WORKER)).isNull();
        assertThat(database.dsl().fetchCount(WORKERS)).isZero();

        start(config);
        awaitAllDone();
        assertThat(gate.evaluations()).isEqualTo(3);
    }

    @Test
    void endsWithinItsDrainTimeWhenClosed() throws Exception {
        Gate gate = new Gate();
        evaluator = gate;
        queue.submit(one, add("b", "a", "a"));
        WorkerDaemon worker = start(config.withDrainTime(Duration.ofMillis(100)));
        gate.awaitEntered();

        worker.close();

        evaluator = new ClearEvaluator();
        start(config);
        await().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(one, "b"));
        gate.open();
    }

    @Test
    void encryptsTrivially() {
        queue.submit(one, encrypt("b", FheType.UINT8, 77), encrypt("c", FheType.BOOL, 1));

        start(config);

        awaitAllDone();
        assertThat(queue.value(one, "b")).contains(77L);
        assertThat(queue.value(one, "c")).contains(1L);
    }

    @Test
    void claimsWhatKeepsItsThreadsBusyAndLeavesTheRestToOthers() throws InterruptedException {
        Gate gate = new Gate();
        evaluator = gate;
        List<NewComputation> independent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            independent.add(addScalar("i" + i, "a", i));
        }
        queue.submit(one, independent.toArray(NewComputation[]::new));

        start(config.withFheThreads(1).withBatchSize(4));

        gate.awaitEntered();
        await().until(() -> leased() == FhePool.MAXIMUM_BATCH);
        await().during(Duration.ofMillis(300)).until(() -> leased() == FhePool.MAXIMUM_BATCH);
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
        List<NewComputation> slow = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            slow.add(QueueFixture.select("s" + i, "t", "a", "a"));
        }
        queue.submit(one, slow.toArray(NewComputation[]::new));

        start(config.withFheThreads(1).withBatchSize(40));
        await().until(() -> endless.get() >= FhePool.MAXIMUM_BATCH);
        List<NewComputation> quick = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            quick.add(addScalar("q" + i, "a", i));
        }
        queue.submit(two, quick.toArray(NewComputation[]::new));

        await().atMost(Duration.ofSeconds(20)).until(() -> queue.pending() == slow.size());
        assertThat(queue.value(two, "q199")).isPresent();
        assertThat(endless).hasValueLessThanOrEqualTo(2 * FhePool.MAXIMUM_BATCH);
        open.countDown();
        awaitAllDone();
    }

    @Test
    void claimsMoreWhereMostWaitForOthers() throws InterruptedException {
        Gate gate = new Gate();
        evaluator = gate;
        List<NewComputation> chain = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            chain.add(addScalar("c" + i, i == 1 ? "a" : "c" + (i - 1), 1));
        }
        queue.submit(one, chain.toArray(NewComputation[]::new));

        start(config.withFheThreads(1).withBatchSize(4));

        gate.awaitEntered();
        await().until(() -> leased() >= 64);
        await().during(Duration.ofMillis(300)).until(() -> leased() <= 68);
        gate.open();
        awaitAllDone();
    }

    /** Of a long line of values, each computed from the one before, only the last is still needed. */
    @Test
    void forgetsWhatAValueWasComputedFrom() {
        int length = 300;
        CountDownLatch last = new CountDownLatch(1);
        List<WeakReference<FheValue>> results = Collections.synchronizedList(new ArrayList<>());
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                FheValue result = super.evaluate(operation, type, operands);
                results.add(new WeakReference<>(result));
                if (results.size() == length) {
                    awaitUninterrupted(last);
                }
                return result;
            }
        };
        List<NewComputation> chain = new ArrayList<>();
        for (int i = 1; i <= length; i++) {
            chain.add(addScalar("c" + i, i == 1 ? "a" : "c" + (i - 1), 1));
        }
        queue.submit(one, chain.toArray(NewComputation[]::new));

        start(config.withOperandCacheBytes(0));
        await().atMost(Duration.ofSeconds(20)).until(() -> results.size() == length && queue.pending() == 1);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(results.stream().filter(result -> result.get() != null)).hasSizeLessThan(20);
        });
        last.countDown();
        awaitAllDone();
    }

    /** Trivial encryption takes no time: it is compression that the values wait for. */
    @Test
    void holdsNoMoreValuesThanItHasMemoryFor() {
        CountDownLatch open = new CountDownLatch(1);
        AtomicInteger held = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                most.accumulateAndGet(held.incrementAndGet(), Math::max);
                return super.evaluate(operation, type, operands);
            }

            @Override
            public byte[] compress(FheValue value) {
                awaitUninterrupted(open);
                held.decrementAndGet();
                return super.compress(value);
            }
        };
        for (int i = 0; i < 100; i++) {
            queue.submit(one, encrypt("e" + i, FheType.BYTES256, i));
        }

        start(config.withMemoryInFlight(100 << 20));

        await().until(() -> held.get() == 7);
        await().during(Duration.ofMillis(300)).until(() -> held.get() == 7);
        assertThat(workers.scrape()).contains("coprocessor_worker_computations_in_hand_bytes 1.17497856E8");
        open.countDown();
        awaitAllDone();
        assertThat(most).hasValue(7);
        await().until(() -> workers.scrape().contains("coprocessor_worker_computations_in_hand_bytes 0.0"));
    }

    @Test
    void computesInTheEndWhatTakesMoreThanItsMemory() {
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"), add("d", "c", "b"), add("e", "a", "a"));

        start(config.withMemoryInFlight(1));

        awaitAllDone();
        assertThat(queue.value(one, "d")).contains(25L);
    }

    /** The part of the memory that is kept for other tenants is there all the time, but none of these fits into it. */
    @Test
    void claimsWhatDoesNotFitBesideAnotherTenantAsSoonAsThatEnds() {
        for (int i = 0; i < 5; i++) {
            queue.submit(one, add("s" + i, "a", "a"));
            queue.submit(two, add("q" + i, "a", "a"));
        }

        start(config.withPollingInterval(NEVER).withMemoryInFlight(1_000_000));

        awaitAllDone();
        assertThat(queue.value(two, "q4")).contains(2000L);
    }

    @Test
    void forgetsWhatIsStoredThoughTheRestOfItsClaimIsNot() {
        CountDownLatch last = new CountDownLatch(1);
        List<WeakReference<FheValue>> values = Collections.synchronizedList(new ArrayList<>());
        evaluator = new ClearEvaluator() {
            @Override
            public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                    throws FheComputationException {
                if (operation == FheOperation.SUB) {
                    awaitUninterrupted(last);
                    return super.evaluate(operation, type, operands);
                }
                FheValue result = super.evaluate(operation, type, operands);
                values.add(new WeakReference<>(result));
                return result;
            }

            @Override
            public FheValue decompress(byte[] stored, FheType type) throws MalformedInputException {
                FheValue value = super.decompress(stored, type);
                values.add(new WeakReference<>(value));
                return value;
            }
        };
        List<NewComputation> claim = new ArrayList<>();
        claim.add(binary(FheOperation.SUB, FheType.UINT64, "slow", "a", "a"));
        for (int i = 0; i < 50; i++) {
            queue.store(one, "input" + i, FheType.UINT64, i);
            claim.add(addScalar("c" + i, "input" + i, 1));
        }
        queue.submit(one, claim.toArray(NewComputation[]::new));

        start(config.withBatchSize(100).withOperandCacheBytes(0));

        await().until(() -> queue.pending() == 1);
        assertThat(values).as("inputs and results").hasSizeBetween(100, 101);
        await().untilAsserted(() -> {
            System.gc();
            assertThat(values.stream().filter(value -> value.get() != null)).hasSizeLessThan(10);
        });
        last.countDown();
        awaitAllDone();
    }

    private int leased() {
        return database.dsl()
                .fetchCount(
                        COMPUTATIONS, COMPUTATIONS.LEASE_WORKER.isNotNull().and(COMPUTATIONS.IS_COMPLETED.isFalse()));
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Holds every evaluation until it is opened. */
    private static final class Gate extends ClearEvaluator {
        private final CountDownLatch entered = new CountDownLatch(1);
        private final CountDownLatch open = new CountDownLatch(1);

        @Override
        public FheValue evaluate(FheOperation operation, FheType type, List<FheOperand> operands)
                throws FheComputationException {
            entered.countDown();
            awaitUninterrupted(open);
            return super.evaluate(operation, type, operands);
        }

        void awaitEntered() throws InterruptedException {
            entered.await();
        }

        void open() {
            open.countDown();
        }
    }

    private WorkerDaemon start(WorkerConfig config) {
        workers.evaluator = evaluator;
        return workers.start(config);
    }

    private long count(LegacyCounter counter) {
        return workers.count(counter);
    }

    private void awaitAllDone() {
        await().atMost(Duration.ofSeconds(20)).until(() -> queue.pending() == 0);
        assertThat(database.dsl().fetchCount(COMPUTATIONS, COMPUTATIONS.IS_ERROR.isTrue()))
                .isZero();
        assertThat(count(LegacyCounter.WORK_ITEMS_ERRORS)).isZero();
    }
}
