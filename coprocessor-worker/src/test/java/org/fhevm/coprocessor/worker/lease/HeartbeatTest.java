package org.fhevm.coprocessor.worker.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.WORKERS;

import java.sql.Connection;
import java.time.Duration;
import java.util.UUID;
import org.fhevm.coprocessor.common.metrics.Metrics;
import org.fhevm.coprocessor.common.time.MonotonicClock;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.background.Watchdog;
import org.fhevm.coprocessor.worker.events.WorkerEvents;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EmbeddedDatabase
class HeartbeatTest {
    private static final Duration LEASE = Duration.ofSeconds(30);

    private final Database database;
    private final UUID self = UUID.randomUUID();
    private final WorkerSession session;

    HeartbeatTest(Database database) {
        this.database = database;
        this.session = new WorkerSession(database, self, "test", LEASE);
    }

    @BeforeEach
    void clear() {
        new QueueFixture(database).clear();
    }

    @Test
    void removesWorkersThatCrashedLongAgoWithoutWaitingForAnOrderlyEnd() {
        UUID longGone = expired("25 hours");
        UUID recent = expired("23 hours");

        try (Metrics metrics = new Metrics();
                Heartbeat heartbeat = new Heartbeat(
                        session, LEASE, new WorkerEvents(metrics), new Watchdog(MonotonicClock.system(), LEASE))) {
            heartbeat.start();
            await().until(() -> !exists(longGone));
        }

        assertThat(exists(recent)).isTrue();
        assertThat(exists(self)).isTrue();
    }

    @Test
    void keepsAWorkerWhoseReadingsAreStillToBeCounted() {
        UUID reading = expired("25 hours");
        database.dsl()
                .execute(
                        "insert into claim_readings (worker_id, places, submissions) values ({0}, '{}', '{}')",
                        DSL.val(reading));

        session.forgetTheLongGone();
        assertThat(exists(reading)).isTrue();

        database.dsl().execute("delete from claim_readings");
        session.forgetTheLongGone();
        assertThat(exists(reading)).isFalse();
    }

    @Test
    void waitsForNoLockOnAnotherWorkersRow() throws Exception {
        UUID longGone = expired("25 hours");
        try (Connection other = database.openDedicatedConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select * from workers for update");

            session.forgetTheLongGone();
            assertThat(exists(longGone)).isTrue();
            other.rollback();
        }
        session.forgetTheLongGone();
        assertThat(exists(longGone)).isFalse();
    }

    private UUID expired(String ago) {
        UUID worker = UUID.randomUUID();
        new WorkerSession(database, worker, "crashed", LEASE).renew();
        database.dsl()
                .execute(
                        "update workers set expires_at = now() - {0}::interval where worker_id = {1}",
                        DSL.val(ago), DSL.val(worker));
        return worker;
    }

    private boolean exists(UUID worker) {
        return database.dsl().fetchExists(WORKERS, WORKERS.WORKER_ID.eq(worker));
    }
}
