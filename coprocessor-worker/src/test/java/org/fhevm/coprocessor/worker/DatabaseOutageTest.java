package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.time.Duration;
import org.fhevm.coprocessor.common.config.WorkerConfig;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.CuttableNetwork;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a worker does while its database cannot be reached, and after. */
@EmbeddedDatabase
class DatabaseOutageTest {
    private final WorkerConfig config = TestWorkers.config().withLease(Duration.ofSeconds(12));
    private final TestServer server;
    private final QueueFixture queue;
    private final CuttableNetwork network;
    private final Database behindNetwork;
    private final TestWorkers workers;
    private TenantId tenant;

    DatabaseOutageTest(Database direct, TestServer server) {
        this.server = server;
        this.queue = new QueueFixture(direct);
        this.network = new CuttableNetwork(server.postgres().port());
        String through = server.postgres()
                .urlText(direct.config().url().database())
                .replace(":" + server.postgres().port() + "/", ":" + network.port() + "/");
        this.behindNetwork = Database.open(
                direct.config().withUrl(DatabaseUrl.parse(through)).withSocketTimeout(config.databaseTimeout()));
        this.workers = new TestWorkers(behindNetwork);
    }

    @BeforeEach
    void addTenant() throws Exception {
        queue.clear();
        tenant = queue.addTenant();
        queue.store(tenant, "a", FheType.UINT64, 5);
    }

    @AfterEach
    void stop() {
        workers.close();
        behindNetwork.close();
        network.close();
    }

    @Test
    void noticesDeadConnectionsWellWithinItsLease() {
        assertThat(config.databaseTimeout()).isLessThan(config.lease().dividedBy(3));
        assertThat(WorkerConfig.defaults().databaseTimeout())
                .isLessThan(WorkerConfig.defaults().lease().dividedBy(3));
        ClearEvaluator evaluator = new ClearEvaluator();
        workers.evaluator = evaluator;
        workers.start(config);
        queue.submit(tenant, add("b", "a", "a"));
        await().until(() -> queue.isCompleted(tenant, "b"));

        network.loseOpenConnections();
        queue.submit(tenant, add("c", "a", "a"));

        await().atMost(config.lease()).until(() -> queue.isCompleted(tenant, "c"));
        assertThat(evaluator.evaluations()).isEqualTo(2);
        assertThat(queue.row(tenant, "c").get(COMPUTATIONS.LEASE_EPOCH))
                .as("claimed once, or once more where the answer to a claim was lost")
                .isLessThanOrEqualTo(2);
        await().until(() -> workers.health.readinessProblems().isEmpty());
    }

    @Test
    void comesBackSoonAfterALongOutage() throws Exception {
        workers.start(config);
        await().until(() -> workers.health.readinessProblems().isEmpty());

        server.postgres().stop();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> !workers.health.readinessProblems().isEmpty());
        // Long enough for every pause between attempts to have grown to its longest.
        Thread.sleep(Duration.ofSeconds(12));
        String reason = workers.health.readinessProblems().toString();
        server.postgres().startAgain();

        assertThat(reason).as("what the driver says").containsIgnoringCase("connection");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> workers.health.readinessProblems().isEmpty());
        assertThat(workers.health.livenessProblems()).isEmpty();
        await().ignoreExceptions().untilAsserted(() -> queue.submit(tenant, add("b", "a", "a")));
        await().ignoreExceptions().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(tenant, "b"));
    }
}
