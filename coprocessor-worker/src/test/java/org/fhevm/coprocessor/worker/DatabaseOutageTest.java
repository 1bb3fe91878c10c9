package org.fhevm.coprocessor.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.DatabaseUrl;
import org.fhevm.coprocessor.database.testing.CuttableNetwork;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.database.testing.TestServer;
import org.fhevm.coprocessor.worker.config.WorkerConfig;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A worker while its database cannot be reached, and afterwards. */
@EmbeddedDatabase
class DatabaseOutageTest {
    /** Activities that go on without a database, and fail. */
    private static final List<String> ACTIVITIES =
            List.of("renew leases", "look at the queue", "wake computations that wait");

    /** Pauses double from 100 ms to 2 s. */
    private static final int FAILURES_TO_THE_LONGEST_PAUSE = 6;

    /** A fifth of the usual one: an activity fails after it, and the pauses between failures are tested here. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(1);

    private final WorkerConfig config = TestWorkers.config().withLease(Duration.ofSeconds(12));
    private final TestServer server;
    private final QueueFixture queue;
    private final CuttableNetwork network;
    private final Database behindNetwork;
    private final TestWorkers workers;
    private final Logger logger = (Logger) LoggerFactory.getLogger(WorkerEvents.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TenantId tenant;

    DatabaseOutageTest(Database direct, TestServer server) {
        this.server = server;
        this.queue = new QueueFixture(direct);
        this.network = new CuttableNetwork(server.postgres().port());
        String through = server.postgres()
                .urlText(direct.config().url().database())
                .replace(":" + server.postgres().port() + "/", ":" + network.port() + "/");
        this.behindNetwork = Database.open(direct.config()
                .withUrl(DatabaseUrl.parse(through))
                .withConnectionTimeout(CONNECTION_TIMEOUT)
                .withSocketTimeout(config.databaseTimeout()));
        this.workers = new TestWorkers(behindNetwork);
    }

    @BeforeEach
    void addTenant() throws Exception {
        log.list = new CopyOnWriteArrayList<>();
        log.start();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        logger.addAppender(log);
        queue.clear();
        tenant = queue.addTenant();
        queue.store(tenant, "a", FheType.UINT64, 5);
    }

    @AfterEach
    void stop() {
        workers.close();
        behindNetwork.close();
        network.close();
        logger.detachAppender(log);
        logger.setAdditive(true);
        logger.setLevel(null);
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
        await().atMost(Duration.ofMinutes(1))
                .until(() ->
                        ACTIVITIES.stream().allMatch(activity -> failures(activity) >= FAILURES_TO_THE_LONGEST_PAUSE));
        String reason = workers.health.readinessProblems().toString();
        server.postgres().startAgain();

        assertThat(reason).as("what the driver says").containsIgnoringCase("connection");
        await().atMost(Duration.ofSeconds(5))
                .until(() -> workers.health.readinessProblems().isEmpty());
        assertThat(workers.health.livenessProblems()).isEmpty();
        await().ignoreExceptions().untilAsserted(() -> queue.submit(tenant, add("b", "a", "a")));
        await().ignoreExceptions().atMost(Duration.ofSeconds(5)).until(() -> queue.isCompleted(tenant, "b"));
    }

    private long failures(String activity) {
        return log.list.stream()
                .filter(event -> event.getFormattedMessage().contains("fails to " + activity))
                .count();
    }
}
