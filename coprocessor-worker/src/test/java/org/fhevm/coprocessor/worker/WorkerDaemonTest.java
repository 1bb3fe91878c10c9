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

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.tfhe.executor.BootstrapCounter;
import org.fhevm.tfhe.operation.FheEvaluator;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.shortint.BootstrapJob;
import org.fhevm.tfhe.shortint.LookupTable;
import org.junit.jupiter.api.Test;

/** Whole workers on a queue. */
@EmbeddedDatabase
class WorkerDaemonTest extends WorkerScenario {
    WorkerDaemonTest(Database shared) {
        super(shared);
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
    void countsTheBootstrapsOfEachComputation() {
        LookupTable identity = LookupTable.of(value -> value);
        BootstrapJob threeTables =
                new BootstrapJob(BootstrapJob.Source.BLOCK, new long[2], List.of(identity, identity, identity));
        evaluator = new ClearEvaluator() {
            @Override
            public FheEvaluator withCounter(BootstrapCounter counter) {
                counter.count(List.of(threeTables, threeTables));
                return this;
            }
        };
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"));

        start(config);

        awaitAllDone();
        assertThat(workers.scrape())
                .contains("coprocessor_computation_bootstraps_total{operation=\"ADD\",type=\"UINT64\"} 12.0");
    }

    @Test
    void computesChainsLongerThanItsBatchesInMemory() {
        List<TypedComputation> chain = new ArrayList<>();
        for (int i = 1; i <= 200; i++) {
            chain.add(addScalar("c" + i, i == 1 ? "a" : "c" + (i - 1), 1));
        }
        queue.submit(one, chain.toArray(TypedComputation[]::new));

        start(config.withBatchSize(7));

        awaitAllDone();
        assertThat(queue.value(one, "c200")).contains(205L);
        assertThat(evaluator.evaluations()).isEqualTo(200);
        assertThat(evaluator.decompressions()).isEqualTo(1);
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
    void waitsForAnInputThatComesLater() {
        queue.submit(one, add("b", "late", "a"), add("c", "b", "a"));
        start(config);
        await().until(() -> queue.waiting().contains("b"));

        queue.store(one, "late", FheType.UINT64, 7);

        await().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(one, "c"));
        assertThat(queue.value(one, "c")).contains(17L);
    }

    @Test
    void shareAQueueWithoutComputingAnythingTwice() {
        List<String> inputs = new ArrayList<>(List.of("a"));
        List<TypedComputation> graph = new ArrayList<>();
        Random random = new Random(20261122);
        for (int i = 0; i < 400; i++) {
            String left = inputs.get(random.nextInt(inputs.size()));
            String right = inputs.get(Math.max(0, inputs.size() - 1 - random.nextInt(20)));
            graph.add(add("n" + i, left, right));
            inputs.add("n" + i);
        }
        for (int from = 0; from < 400; from += 50) {
            queue.submit(one, graph.subList(from, from + 50).toArray(TypedComputation[]::new));
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
        List<TypedComputation> chain = new ArrayList<>();
        for (int i = 1; i <= 100; i++) {
            chain.add(addScalar("c" + i, i == 1 ? "a" : "c" + (i - 1), 1));
        }
        Collections.shuffle(chain, new Random(7));
        queue.submit(one, chain.toArray(TypedComputation[]::new));

        start(config.withBatchSize(5));

        awaitAllDone();
        assertThat(queue.value(one, "c100")).contains(105L);
        assertThat(evaluator.evaluations()).isEqualTo(100);
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
    void tellsOtherWorkersOfWhatItReturnsWhenClosed() throws Exception {
        Gate gate = new Gate();
        evaluator = gate;
        queue.submit(one, add("b", "a", "a"), add("c", "b", "a"), add("d", "c", "a"));
        WorkerDaemon worker = start(config);
        gate.awaitEntered();
        evaluator = new ClearEvaluator();
        start(config.withPollingInterval(NEVER));
        await().until(() -> database.dsl().fetchCount(WORKERS) == 2
                && health.readinessProblems().isEmpty());

        Thread closing = Thread.ofVirtual().start(worker::close);
        await().until(() -> queue.row(one, "d").get(COMPUTATIONS.LEASE_WORKER) == null);
        gate.open();
        closing.join();

        awaitAllDone();
        assertThat(gate.evaluations()).isEqualTo(1);
        assertThat(evaluator.evaluations()).isEqualTo(2);
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
}
