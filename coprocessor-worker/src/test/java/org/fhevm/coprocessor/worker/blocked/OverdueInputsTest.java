package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.BlockedComputations;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.claim.QueueDepth;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Computations that were accepted on condition that an unknown input comes in time. */
@EmbeddedDatabase
class OverdueInputsTest {
    private static final TenantId TENANT = new TenantId(1);

    private final Database database;
    private final QueueFixture queue;
    private final OverdueInputs overdue;

    OverdueInputsTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.overdue = new OverdueInputs(new Transactions(database));
    }

    @BeforeEach
    void clear() {
        queue.clear();
        queue.store(TENANT, "a", FheType.UINT64, 5);
    }

    @Test
    void failWithTheReason() {
        block("b", "late", Duration.ofHours(2));
        block("c", "late", Duration.ofMinutes(90));
        block("d", "late", Duration.ofSeconds(61));
        assertThat(overdue.fail()).as("before their time").isEmpty();
        elapse("b", Duration.ofHours(2));
        elapse("c", Duration.ofMinutes(90));
        elapse("d", Duration.ofSeconds(60));

        assertThat(overdue.fail()).hasSize(2);

        assertThat(queue.error(TENANT, "b")).contains("input 0x6c617465 did not arrive within 2 h");
        assertThat(queue.error(TENANT, "c")).contains("input 0x6c617465 did not arrive within 90 min");
        assertThat(queue.error(TENANT, "d")).isEmpty();
        elapse("d", Duration.ofSeconds(1));
        overdue.fail();
        assertThat(queue.error(TENANT, "d")).contains("input 0x6c617465 did not arrive within 61 s");
        assertThat(overdue.fail()).as("once").isEmpty();
    }

    @Test
    void failWithoutATimeThatNoServerHasWritten() {
        block("b", "late", Duration.ofSeconds(5));
        database.dsl().execute("update computations set unknown_input_deadline = '-infinity'");

        assertThat(overdue.fail())
                .extracting(FailureMarks.Failure::reason)
                .containsExactly("input 0x6c617465 did not arrive in time");
    }

    @Test
    void areFoundByTheScan() {
        block("b", "late", Duration.ofSeconds(5));
        elapse("b", Duration.ofSeconds(5));

        BlockedScan.Step step = new BlockedScan(database, new BlockedMarks(database)).step();

        assertThat(step.failed())
                .extracting(failure -> QueueFixture.name(failure.output().handle()))
                .containsExactly("b");
    }

    @Test
    void doNotFailWhenTheInputIsStoredOrAnnounced() {
        block("b", "stored", Duration.ofSeconds(5));
        block("c", "announced", Duration.ofSeconds(5));
        queue.store(TENANT, "stored", FheType.UINT64, 1);
        queue.submit(TENANT, add("announced", "a", "a"));
        elapse("b", Duration.ofMinutes(1));
        elapse("c", Duration.ofMinutes(1));

        assertThat(overdue.fail()).isEmpty();
        assertThat(queue.pending()).isEqualTo(3);

        // Another input may be missing: they are checked again.
        database.dsl().execute("update computations set waits_for = 'other' where output_handle = 'c'");
        assertThat(overdue.fail()).as("a minute later at the earliest").isEmpty();
        elapse("c", Duration.ofMinutes(1));
        assertThat(overdue.fail()).hasSize(1);
    }

    @Test
    void doNotFailWhileTheirTenantIsDisabled() throws Exception {
        assertThat(queue.addTenant()).isEqualTo(TENANT);
        database.dsl().execute("update tenants set disabled_at = now()");
        block("b", "late", Duration.ofSeconds(5));
        elapse("b", Duration.ofMinutes(1));

        assertThat(overdue.fail()).isEmpty();

        database.dsl().execute("update tenants set disabled_at = null");
        assertThat(overdue.fail()).as("ten minutes later at the earliest").isEmpty();
        elapse("b", Duration.ofMinutes(10));
        assertThat(overdue.fail()).hasSize(1);
    }

    @Test
    void areTakenABoundedNumberAtATime() {
        database.dsl().execute("""
                insert into computations
                    (tenant_id, output_handle, dependencies, fhe_operation, is_scalar, output_type, waits_for,
                     unknown_input_since, unknown_input_deadline)
                select 1, sha256(n::text::bytea), array['b', 'a']::bytea[], 0, false, 5, 'b', now(), now()
                from generate_series(1, %d) as n
                """.formatted(OverdueInputs.MOST_ROWS + 1));

        assertThat(overdue.fail()).hasSize(OverdueInputs.MOST_ROWS);
        assertThat(overdue.fail()).hasSize(1);
    }

    @Test
    void areLeftForLaterWhileTheyAreLocked() throws Exception {
        block("b", "late", Duration.ofSeconds(5));
        elapse("b", Duration.ofSeconds(5));
        try (Connection reference = database.openDedicatedConnection()) {
            reference.setAutoCommit(false);
            reference.createStatement().execute("select * from computations for update");

            assertThat(overdue.fail()).isEmpty();
            reference.rollback();
        }
        assertThat(overdue.fail()).hasSize(1);
    }

    @Test
    void unknownInputsAreCounted() {
        assertThat(QueueDepth.of(database.dsl()).onUnknownInputs()).isZero();
        assertThat(QueueDepth.of(database.dsl()).longestOnUnknownInput()).isZero();
        block("b", "late", Duration.ofHours(1));
        block("c", "late", Duration.ofHours(1));
        elapse("b", Duration.ofMinutes(20));

        QueueDepth depth = QueueDepth.of(database.dsl());

        assertThat(depth.onUnknownInputs()).isEqualTo(2);
        assertThat(depth.longestOnUnknownInput()).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(21));
        assertThat(depth.waiting()).isEqualTo(2);
        assertThat(new BlockedComputations(database.dsl()).count(TENANT, 10)).isEqualTo(2);
        assertThat(new BlockedComputations(database.dsl()).count(TENANT, 1)).isEqualTo(1);
        new BlockedMarks(database).remove(List.of(QueueFixture.key(TENANT, "late")));
        assertThat(QueueDepth.of(database.dsl()).onUnknownInputs()).isZero();
    }

    /** Inserts a computation and blocks it, as a server does. */
    private void block(String output, String input, Duration longestWait) {
        new Transactions(database).run(transaction -> {
            new ComputationRepository(transaction).insert(TENANT, List.of(add(output, input, "a")));
            new BlockedComputations(transaction)
                    .block(TENANT, new TreeMap<>(java.util.Map.of(handle(output), handle(input))), longestWait);
        });
        assertThat(queue.row(TENANT, output).get(COMPUTATIONS.WAITS_FOR)).isNotNull();
    }

    /** Moves the times of a row back. */
    private void elapse(String output, Duration time) {
        database.dsl()
                .execute(
                        """
                        update computations
                        set unknown_input_since = unknown_input_since - {0} * interval '1 second',
                            unknown_input_deadline = unknown_input_deadline - {0} * interval '1 second'
                        where output_handle = {1}
                        """,
                        org.jooq.impl.DSL.val(time.toSeconds()),
                        org.jooq.impl.DSL.val(handle(output).bytes()));
    }
}
