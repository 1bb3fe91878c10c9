package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fhevm.coprocessor.database.generated.Tables.CLAIM_READINGS;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.ExecuteListener;
import org.jooq.impl.DSL;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A row that kills every worker which reads it: noticed by the next one, quarantined, and failed. */
@EmbeddedDatabase
class ClaimReadingsTest {
    private static final TenantId ONE = new TenantId(1);
    private static final int MOST_LOSSES = 5;

    private final Database database;
    private final QueueFixture queue;

    ClaimReadingsTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
    }

    @BeforeEach
    void storeTheFirstInput() {
        queue.clear();
        queue.store(ONE, "a", FheType.UINT64, 5);
    }

    @Test
    void aRowThatKillsItsReadersIsQuarantinedAndFailsAtLast() {
        queue.submit(ONE, add("deadly", "a", "a"), add("b", "a", "a"), add("c", "a", "a"));
        // The first worker leaves only its expired row, because of which the others record what they read.
        for (int death = 0; death <= 2; death++) {
            dieReading(claimer -> claimer.claim(10, Long.MAX_VALUE, key -> false, Set.of()));
        }
        assertThat(lostLeases("deadly")).as("the last loss is not counted yet").isLessThan(2);

        // From now on all rows that were read together are in quarantine, also those that do no harm.
        Claim together = claimer().claim(10, Long.MAX_VALUE, key -> false, Set.of());
        assertThat(together.computations()).isEmpty();
        assertThat(lostLeases("deadly")).isEqualTo(2);
        assertThat(claimer().hasQuarantined(Set.of())).isTrue();

        for (int death = 3; death <= MOST_LOSSES; death++) {
            dieReading(claimer -> claimer.claimQuarantined(Set.of()));
        }
        Claim last = claimer().claimQuarantined(Set.of());
        assertThat(last.computations()).isEmpty();
        assertThat(queue.error(ONE, "deadly")).contains("given up: 5 workers died or fell silent with it in flight");
        Claim innocent = claimer().claimQuarantined(Set.of());
        assertThat(innocent.computations()).hasSize(1);
        assertThat(queue.error(ONE, "b")).isEmpty();
        assertThat(queue.error(ONE, "c")).isEmpty();
    }

    @Test
    void aClaimThatCommitsLeavesNoRecord() {
        aWorkerFellSilent();
        queue.submit(ONE, add("b", "a", "a"));

        claimer().claim(10, Long.MAX_VALUE, key -> false, Set.of());

        assertThat(database.dsl().fetchCount(CLAIM_READINGS)).isZero();
    }

    @Test
    void onlyAClaimWithARecordRemovesOne() {
        aWorkerFellSilent();
        queue.submit(ONE, add("b", "a", "a"));
        AtomicInteger removals = new AtomicInteger();
        try (Database observed = Database.open(database.config())) {
            observed.dsl()
                    .configuration()
                    .set(new DefaultExecuteListenerProvider(ExecuteListener.onExecuteStart(context -> {
                        if (String.valueOf(context.sql()).startsWith("delete from claim_readings")) {
                            removals.incrementAndGet();
                        }
                    })));
            Claimer claimer =
                    new Claimer(new Transactions(observed), session(observed).id(), MOST_LOSSES);

            claimer.claim(10, Long.MAX_VALUE, key -> false, Set.of());
            assertThat(removals).hasValue(1);
            claimer.claim(10, Long.MAX_VALUE, key -> false, Set.of());
            assertThat(removals).hasValue(1);
        }
    }

    @Test
    void theRowsOfAnEarlierClaimAreNotOnRecordAgain() {
        aWorkerFellSilent();
        AtomicBoolean deadly = new AtomicBoolean();
        try (Database dying = Database.open(database.config())) {
            dieReading(dying, deadly::get);
            Claimer claimer =
                    new Claimer(new Transactions(dying), session(dying).id(), MOST_LOSSES);
            // Waits for an input, so that it is read and not taken.
            queue.submit(ONE, add("b", "missing", "a"));
            assertThat(claimer.claim(10, Long.MAX_VALUE, key -> false, Set.of()).awaited())
                    .hasSize(1);
            queue.submit(ONE, add("c", "a", "a"));
            deadly.set(true);

            assertThatThrownBy(() -> claimer.claim(10, Long.MAX_VALUE, key -> false, Set.of()))
                    .isInstanceOf(ReaderDied.class);
        }
        assertThat(database.dsl().fetchValue("select cardinality(places) from claim_readings"))
                .isEqualTo(1);
    }

    @Test
    void rowsThatAnotherWorkerTookSinceAreNotBlamed() {
        aWorkerFellSilent();
        queue.submit(ONE, add("b", "a", "a"));
        UUID dead = dieReading(claimer -> claimer.claim(10, Long.MAX_VALUE, key -> false, Set.of()));
        expire(dead, "now() + interval '1 hour'");
        assertThat(claimer().claim(10, Long.MAX_VALUE, key -> false, Set.of()).computations())
                .hasSize(1);
        expire(dead, "now()");

        assertThat(claimer().hasQuarantined(Set.of())).isFalse();

        assertThat(lostLeases("b")).isZero();
        assertThat(database.dsl().fetchCount(CLAIM_READINGS)).isZero();
    }

    @Test
    void aWorkerThatEndedInOrderBlamesNothing() {
        aWorkerFellSilent();
        queue.submit(ONE, add("b", "a", "a"));
        UUID ended = dieReading(claimer -> claimer.claim(10, Long.MAX_VALUE, key -> false, Set.of()));
        new WorkerSession(database, ended, "test", Duration.ofMinutes(5)).end();

        assertThat(claimer().hasQuarantined(Set.of())).isFalse();
        assertThat(lostLeases("b")).isZero();
    }

    private void aWorkerFellSilent() {
        expire(session(database).id(), "now()");
    }

    private interface Claiming {
        Claim claim(Claimer claimer);
    }

    /**
     * A worker that dies in the statement that reads the rows' contents: its transaction is gone, and so is its lease.
     */
    private UUID dieReading(Claiming claiming) {
        try (Database dying = Database.open(database.config())) {
            dieReading(dying, () -> true);
            WorkerSession session = session(dying);
            Claimer claimer = new Claimer(new Transactions(dying), session.id(), MOST_LOSSES);
            assertThatThrownBy(() -> claiming.claim(claimer)).isInstanceOf(ReaderDied.class);
            expire(session.id(), "now()");
            return session.id();
        }
    }

    private static void dieReading(Database dying, BooleanSupplier deadly) {
        dying.dsl().configuration().set(new DefaultExecuteListenerProvider(ExecuteListener.onExecuteStart(context -> {
            if (deadly.getAsBoolean() && String.valueOf(context.sql()).contains("array_send")) {
                throw new ReaderDied();
            }
        })));
    }

    private void expire(UUID worker, String when) {
        database.dsl().execute("update workers set expires_at = " + when + " where worker_id = {0}", DSL.val(worker));
    }

    private static final class ReaderDied extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private WorkerSession session(Database connections) {
        WorkerSession session = new WorkerSession(connections, UUID.randomUUID(), "test", Duration.ofMinutes(5));
        session.renew();
        return session;
    }

    private Claimer claimer() {
        return new Claimer(new Transactions(database), session(database).id(), MOST_LOSSES);
    }

    private int lostLeases(String name) {
        return queue.row(ONE, name).get(COMPUTATIONS.LOST_LEASES);
    }
}
