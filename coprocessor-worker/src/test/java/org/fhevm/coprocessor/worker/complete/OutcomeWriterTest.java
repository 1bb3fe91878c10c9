package org.fhevm.coprocessor.worker.complete;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fhevm.coprocessor.common.bytes.Bytes;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.CiphertextsAvailable;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.ClearEvaluator;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.claim.Claimer;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.coprocessor.worker.queue.FailureMarks.Failure;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;

@EmbeddedDatabase
class OutcomeWriterTest {
    private static final TenantId TENANT = new TenantId(1);

    private final Database database;
    private final QueueFixture queue;
    private final UUID worker = UUID.randomUUID();
    private final OutcomeWriter writer;

    OutcomeWriterTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.writer = new OutcomeWriter(new Transactions(database), worker);
    }

    @BeforeEach
    void storeTheFirstInput() {
        queue.clear();
        queue.store(TENANT, "a", FheType.UINT64, 5);
    }

    @Test
    void writesCiphertextAndCompletionTogether() {
        Lease lease = claim("b");

        OutcomeWriter.Written result = writer.write(List.of(computed(lease, 7)));

        assertThat(result.written()).hasSize(1);
        assertThat(queue.value(TENANT, "b")).contains(7L);
        assertThat(queue.row(TENANT, "b").get(COMPUTATIONS.IS_COMPLETED)).isTrue();
        assertThat(queue.row(TENANT, "b").get(COMPUTATIONS.COMPLETED_AT)).isNotNull();
        assertThat(queue.row(TENANT, "b").get(COMPUTATIONS.LEASE_WORKER)).isNull();
    }

    @Test
    void announcesTenantsWithResultsAndFailuresAndNoOthers() throws Exception {
        Lease computed = claim("b");
        Lease failed = claim("c");
        Lease released = claim("d");
        try (Connection listening = database.openDedicatedConnection()) {
            listening.createStatement().execute("listen " + CiphertextsAvailable.CHANNEL);
            PGConnection notifications = listening.unwrap(PGConnection.class);

            writer.write(List.of(new Outcome.Released(released)));
            writer.write(List.of(computed(computed, 7)));
            assertThat(notifications.getNotifications(10_000))
                    .extracting(PGNotification::getParameter)
                    .containsExactly("1");

            Outcome failure = new Outcome.Failed(failed, Failure.ofItself(failed.output(), "out of luck"));
            writer.write(List.of(failure));
            assertThat(notifications.getNotifications(10_000)).hasSize(1);
            writer.write(List.of(failure));
            assertThat(notifications.getNotifications(10_000))
                    .as("again, since the first may not have got through")
                    .hasSize(1);
        }
    }

    @Test
    void writesNothingUnderALostLease() {
        Lease lost = claim("b");
        new WorkerSession(database, worker, "test", Duration.ofMinutes(5)).end();
        UUID successor = UUID.randomUUID();
        Lease taken = claimAs(successor);

        OutcomeWriter.Written late = writer.write(List.of(computed(lost, 666)));

        assertThat(late.written()).isEmpty();
        assertThat(late.lost()).hasSize(1);
        assertThat(queue.value(TENANT, "b")).isEmpty();
        assertThat(queue.isCompleted(TENANT, "b")).isFalse();

        new OutcomeWriter(new Transactions(database), successor).write(List.of(computed(taken, 7)));
        assertThat(queue.value(TENANT, "b")).contains(7L);
    }

    @Test
    void writesNothingUnderAnEarlierLeaseOfTheSameWorker() {
        Lease earlier = claim("b");
        writer.write(List.of(new Outcome.Released(earlier)));
        Lease later = claimAs(worker);
        assertThat(later.epoch()).isEqualTo(earlier.epoch() + 1);

        OutcomeWriter.Written together = writer.write(List.of(computed(earlier, 666), computed(later, 7)));

        assertThat(together.lost()).extracting(Outcome::lease).containsExactly(earlier);
        assertThat(together.written()).extracting(Outcome::lease).containsExactly(later);
        assertThat(queue.value(TENANT, "b")).contains(7L);
    }

    @Test
    void writesNothingTwice() {
        Lease lease = claim("b");
        writer.write(List.of(computed(lease, 7)));

        OutcomeWriter.Written again = writer.write(List.of(computed(lease, 8)));

        assertThat(again.writtenBefore()).hasSize(1);
        assertThat(again.written()).isEmpty();
        assertThat(again.lost()).isEmpty();
        assertThat(queue.value(TENANT, "b")).contains(7L);
    }

    @Test
    void knowsEveryKindOfOutcomeThatItHasWrittenBefore() {
        Lease failed = claim("b");
        Lease retried = claim("c");
        Lease released = claim("d");
        List<Outcome> outcomes = List.of(
                new Outcome.Failed(failed, Failure.ofItself(failed.output(), "out of luck")),
                new Outcome.Retried(retried, Duration.ofHours(1)),
                new Outcome.Released(released));
        assertThat(writer.write(outcomes).written()).hasSize(3);

        assertThat(writer.write(outcomes).writtenBefore()).containsExactlyElementsOf(outcomes);

        assertThat(writer.write(List.of(computed(failed, 7))).lost())
                .as("another outcome than that which stands there")
                .hasSize(1);
        assertThat(queue.row(TENANT, "c").get(COMPUTATIONS.ATTEMPTS)).isEqualTo(1);
    }

    @Test
    void doesNotWaitForARowThatAReferenceWorkerHasLocked() throws Exception {
        Lease first = claim("b");
        Lease second = claim("c");
        try (Connection reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            reference.createStatement().execute("select * from computations where output_handle = 'b' for update");

            OutcomeWriter.Written result = writer.write(List.of(computed(first, 7), computed(second, 8)));

            assertThat(result.locked()).extracting(Outcome::lease).containsExactly(first);
            assertThat(result.written()).extracting(Outcome::lease).containsExactly(second);
            reference.rollback();
        }
        assertThat(writer.write(List.of(computed(first, 7))).written()).hasSize(1);
    }

    @Test
    void keepsACiphertextThatAReferenceWorkerWrote() {
        Lease lease = claim("b");
        queue.store(TENANT, "b", FheType.UINT64, 99);

        writer.write(List.of(computed(lease, 7)));

        assertThat(queue.value(TENANT, "b")).contains(99L);
        assertThat(queue.isCompleted(TENANT, "b")).isTrue();
    }

    @Test
    void knowsWhatAReferenceWorkerWroteFirst() {
        Lease computed = claim("b");
        Lease failed = claim("c");
        Lease disagreeing = claim("d");
        database.dsl().execute("update computations set is_completed = true where output_handle = 'b'");
        database.dsl().execute("update computations set is_error = true where output_handle in ('c', 'd')");
        Outcome failure = new Outcome.Failed(failed, Failure.ofItself(failed.output(), "out of luck"));

        OutcomeWriter.Written result = writer.write(List.of(computed(computed, 7), failure, computed(disagreeing, 7)));

        assertThat(result.writtenByOthers()).extracting(Outcome::lease).containsExactly(computed, failed);
        assertThat(result.lost()).extracting(Outcome::lease).containsExactly(disagreeing);
        assertThat(result.written()).isEmpty();
        assertThat(result.writtenBefore()).isEmpty();
    }

    @Test
    void recordsAFailureWithItsReason() {
        Lease lease = claim("b");

        writer.write(List.of(new Outcome.Failed(
                lease, Failure.ofItself(lease.output(), "attempt to divide by 0\0" + "x".repeat(5000)))));

        assertThat(queue.error(TENANT, "b").orElseThrow())
                .startsWith("attempt to divide by 0?xxx")
                .hasSizeLessThan(2100);
        assertThat(queue.isCompleted(TENANT, "b")).isFalse();
        assertThat(queue.row(TENANT, "b").get(COMPUTATIONS.LEASE_WORKER)).isNull();
    }

    @Test
    void putsBackForAnotherAttemptAfterAPause() {
        Lease lease = claim("b");

        writer.write(List.of(new Outcome.Retried(lease, Duration.ofHours(1))));

        assertThat(claimer(worker)
                        .claim(10, Long.MAX_VALUE, key -> false, Set.of())
                        .computations())
                .isEmpty();
        database.dsl().execute("update computations set next_attempt_at = now()");
        Lease again = claimAs(worker);
        assertThat(again.attempts()).isEqualTo(1);
        assertThat(again.epoch()).isEqualTo(lease.epoch() + 1);
    }

    private Outcome computed(Lease lease, long value) {
        return new Outcome.Computed(lease, FheType.UINT64, Bytes.of(ClearEvaluator.stored(FheType.UINT64, value)));
    }

    private Lease claim(String output) {
        queue.submit(TENANT, add(output, "a", "a"));
        Lease lease = claimAs(worker);
        assertThat(lease.output()).isEqualTo(key(TENANT, output));
        return lease;
    }

    private Lease claimAs(UUID id) {
        new WorkerSession(database, id, "test", Duration.ofMinutes(5)).renew();
        return claimer(id)
                .claim(10, Long.MAX_VALUE, key -> false, Set.of())
                .computations()
                .getFirst()
                .lease();
    }

    private Claimer claimer(UUID id) {
        return new Claimer(new Transactions(database), id, 5);
    }
}
