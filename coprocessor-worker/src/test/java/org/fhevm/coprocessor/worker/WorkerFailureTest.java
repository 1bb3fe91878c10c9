package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.binary;

import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.junit.jupiter.api.Test;

/** Computations, workers and databases that fail. */
@EmbeddedDatabase
class WorkerFailureTest extends WorkerScenario {
    WorkerFailureTest(Database shared) {
        super(shared);
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
    void aWorkerThatWasKilledWithWorkInFlightLeavesATrace() {
        queue.submit(one, add("b", "a", "a"), add("c", "a", "a"));
        database.dsl().execute("""
                insert into workers (worker_id, name, expires_at)
                values ('00000000-0000-0000-0000-000000000001', 'killed/1', now() - interval '1 second')
                """);
        database.dsl()
                .execute(
                        "update computations set lease_worker = '00000000-0000-0000-0000-000000000001', lease_epoch = 1");

        start(config);

        awaitAllDone();
        assertThat(workers.scrape()).contains("coprocessor_worker_leases_taken_over_total 2.0");
        assertThat(queue.row(one, "b").get(COMPUTATIONS.LOST_LEASES)).isEqualTo(1);
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
}
