package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.database.generated.Tables.WORKERS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;

import java.sql.Connection;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.HeldCommit;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.jooq.exception.DataAccessException;
import org.junit.jupiter.api.Test;

/** Rows that other workers lease, lock, return or lose. */
@EmbeddedDatabase
class LeaseClaimsTest extends ClaimScenario {
    LeaseClaimsTest(Database database) {
        super(database);
    }

    /**
     * The commit takes longer than the worker waits for it: no worker computes the claimed rows, but the database holds
     * their leases.
     */
    @Test
    void whatAClaimTookThatSeemedToFailIsTakenAgain() throws Exception {
        queue.submit(ONE, add("b", "a", "a"), add("c", "b", "b"));
        try (Database impatient = Database.open(database.config().withSocketTimeout(Duration.ofSeconds(1)));
                HeldCommit commit = new HeldCommit(database, "lease_worker", "b")) {
            TestWorker worker = worker(impatient);
            assertThatThrownBy(() -> worker.claim(10)).isInstanceOf(DataAccessException.class);
            assertThat(leasedRows())
                    .as("of a transaction that is still going on")
                    .isZero();
            assertThat(names(worker.claim(10))).as("while the rows are locked").isEmpty();

            commit.release();
            await().until(() -> leasedRows() == 2);
            assertThat(names(worker().claim(10))).as("by another worker").isEmpty();
            assertThat(names(worker.claim(10))).containsExactly("1b", "1c");
            assertThat(names(worker.claim(10))).as("once more").isEmpty();
        }
    }

    @Test
    void givesUpAComputationUnderWhichWorkersDieAndNotItsNeighbours() {
        queue.submit(ONE, add("deadly", "a", "a"), add("b", "a", "a"), add("c", "a", "a"));
        for (int death = 1; death <= 2; death++) {
            TestWorker dying = worker();
            assertThat(names(dying.claim(10))).containsExactly("1deadly", "1b", "1c");
            expire(dying);
        }
        // Two losses may be chance. After a third, each is taken alone, and those that do no harm are completed.
        assertThat(worker().claim(10).computations()).hasSize(3);
        expireAll();
        assertThat(worker().claim(10).madeProgress()).isFalse();
        for (int claim = 0; claim < 6; claim++) {
            TestWorker worker = worker();
            Claim alone = worker.claimer().claimQuarantined(Set.of());
            List<String> names = names(alone);
            if (names.equals(List.of("1deadly"))) {
                expire(worker);
            } else if (!names.isEmpty()) {
                assertThat(names).hasSize(1);
                complete(ONE, names.getFirst().substring(1));
            }
        }

        assertThat(queue.error(ONE, "deadly")).contains("given up: 4 workers died or fell silent with it in flight");
        assertThat(queue.isCompleted(ONE, "b")).isTrue();
        assertThat(queue.isCompleted(ONE, "c")).isTrue();
        assertThat(worker().claimer().hasQuarantined(Set.of())).isFalse();
    }

    @Test
    void holdsNothingAgainstWhatAWorkerReturned() {
        queue.submit(ONE, add("b", "a", "a"));
        for (int i = 0; i < 10; i++) {
            TestWorker leaving = worker();
            assertThat(names(leaving.claim(10))).containsExactly("1b");
            leaving.session().end();
        }

        assertThat(queue.row(ONE, "b").get(COMPUTATIONS.LOST_LEASES)).isZero();
    }

    @Test
    void neverGivesAComputationToTwoWorkers() throws Exception {
        queue.submit(ONE, many("o", 150));
        queue.submit(TWO, many("t", 150));
        Set<String> all = new HashSet<>();
        int count = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            List<Future<List<String>>> runs = Stream.generate(this::worker)
                    .limit(4)
                    .map(worker -> threads.submit(() -> {
                        List<String> mine = new java.util.ArrayList<>();
                        for (Claim claim = worker.claim(7); claim.madeProgress(); claim = worker.claim(7)) {
                            mine.addAll(names(claim));
                        }
                        return mine;
                    }))
                    .toList();
            for (Future<List<String>> run : runs) {
                all.addAll(run.get());
                count += run.get().size();
            }
        }

        assertThat(count).isEqualTo(300);
        assertThat(all).hasSize(300);
    }

    @Test
    void takesOverWhatASilentWorkerHeld() {
        queue.submit(ONE, add("b", "a", "a"));
        TestWorker silent = worker();
        Lease lost = silent.claim(10).computations().getFirst().lease();
        TestWorker other = worker();
        assertThat(other.claim(10).madeProgress()).isFalse();

        expire(silent);

        Claim claim = other.claim(10);
        Lease taken = claim.computations().getFirst().lease();
        assertThat(taken.output()).isEqualTo(lost.output());
        assertThat(taken.epoch()).isEqualTo(lost.epoch() + 1);
        assertThat(claim.takenOver()).containsExactly(Map.entry("test", 1));
        assertThat(queue.row(ONE, "b").get(COMPUTATIONS.LOST_LEASES)).isEqualTo(1);
    }

    @Test
    void countsAsTakenOverOnlyWhatASilentWorkerHeld() {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"));
        TestWorker leaving = worker();
        assertThat(leaving.claim(10).takenOver()).isEmpty();
        leaving.session().end();

        assertThat(worker().claim(10).takenOver()).isEmpty();
    }

    @Test
    void takesOverAtOnceWhatAWorkerReturned() {
        queue.submit(ONE, add("b", "a", "a"));
        TestWorker leaving = worker();
        leaving.claim(10);

        leaving.session().end();

        assertThat(names(worker().claim(10))).containsExactly("1b");
    }

    @Test
    void skipsWhatAReferenceWorkerHasLocked() throws Exception {
        queue.submit(ONE, add("b", "a", "a"), add("c", "a", "a"));
        try (Connection reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            reference.createStatement().execute("select * from computations where output_handle = 'b' for update");

            assertThat(names(worker().claim(10))).containsExactly("1c");
            reference.rollback();
        }
        assertThat(names(worker().claim(10))).containsExactly("1b");
    }

    private int leasedRows() {
        return database.dsl().fetchCount(COMPUTATIONS, COMPUTATIONS.LEASE_WORKER.isNotNull());
    }

    private void expire(TestWorker worker) {
        database.dsl()
                .update(WORKERS)
                .set(WORKERS.EXPIRES_AT, org.jooq.impl.DSL.currentOffsetDateTime())
                .where(WORKERS.WORKER_ID.eq(worker.session().id()))
                .execute();
    }

    private void expireAll() {
        database.dsl().execute("update workers set expires_at = now()");
    }
}
