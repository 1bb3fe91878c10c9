package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.metrics.Health;
import org.fhevm.coprocessor.common.metrics.LegacyCounter;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.tfhe.operation.FheComputationException;
import org.fhevm.tfhe.operation.FheOperand;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.fhevm.tfhe.operation.FheValue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Workers on one queue, with two tenants and a stored input of each. */
abstract class WorkerScenario {
    static final Duration NEVER = Duration.ofHours(1);

    final Database database;
    final QueueFixture queue;
    final TestWorkers workers;
    final Health health;
    final WorkerConfig config = TestWorkers.config();
    ClearEvaluator evaluator = new ClearEvaluator();
    TenantId one;
    TenantId two;

    WorkerScenario(Database shared) {
        // So that an outage is noticed soon.
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

    int leased() {
        return database.dsl()
                .fetchCount(
                        COMPUTATIONS, COMPUTATIONS.LEASE_WORKER.isNotNull().and(COMPUTATIONS.IS_COMPLETED.isFalse()));
    }

    static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    WorkerDaemon start(WorkerConfig config) {
        workers.evaluator = evaluator;
        return workers.start(config);
    }

    long count(LegacyCounter counter) {
        return workers.count(counter);
    }

    void awaitAllDone() {
        await().atMost(Duration.ofSeconds(20)).until(() -> queue.pending() == 0);
        assertThat(database.dsl().fetchCount(COMPUTATIONS, COMPUTATIONS.IS_ERROR.isTrue()))
                .isZero();
        assertThat(count(LegacyCounter.WORK_ITEMS_ERRORS)).isZero();
    }

    /** Holds every evaluation until it is opened. */
    static final class Gate extends ClearEvaluator {
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
}
