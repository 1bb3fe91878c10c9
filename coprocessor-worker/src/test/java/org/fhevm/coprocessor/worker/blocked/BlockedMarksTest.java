package org.fhevm.coprocessor.worker.blocked;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.ComputationRepository;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

@EmbeddedDatabase
class BlockedMarksTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private final Database database;
    private final QueueFixture queue;
    private final BlockedMarks marks;

    BlockedMarksTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.marks = new BlockedMarks(database);
    }

    @BeforeEach
    void clear() {
        queue.clear();
    }

    @Test
    void areAnnouncedToOtherWorkersWhenTheyAreRemovedAndOnlyThen() throws Exception {
        block(ONE, "b", "x");
        block(ONE, "c", "y");
        block(TWO, "b", "x");
        try (Connection listening = database.openDedicatedConnection()) {
            listening.createStatement().execute("listen " + ComputationRepository.WORK_AVAILABLE);

            assertThat(marks.remove(List.of(key(ONE, "other")))).isZero();
            assertThat(marks.removeFromDependents(ONE, List.of(handle("other"))))
                    .isZero();
            assertThat(marks.remove(List.of())).isZero();
            assertThat(announcements(listening)).isZero();

            assertThat(marks.remove(List.of(key(ONE, "x")))).isEqualTo(1);
            assertThat(announcements(listening)).isEqualTo(1);

            assertThat(marks.removeFromDependents(ONE, List.of(handle("a")))).isEqualTo(1);
            assertThat(announcements(listening)).isEqualTo(1);
        }
        assertThat(queue.row(TWO, "b").get("waits_for")).as("another tenant's").isNotNull();
    }

    @Test
    void knowWhichInputsHaveArrivedAndHow() {
        queue.store(ONE, "stored", FheType.UINT64, 1);
        queue.submit(ONE, add("failed", "a", "a"), add("both", "a", "a"), add("pending", "a", "a"));
        queue.store(ONE, "both", FheType.UINT64, 1);
        database.dsl().execute("update computations set is_error = true where output_handle in ('failed', 'both')");

        BlockedMarks.Arrived arrived = marks.arrivedAmong(List.of(
                key(ONE, "stored"),
                key(ONE, "failed"),
                key(ONE, "both"),
                key(ONE, "pending"),
                key(ONE, "unknown"),
                key(TWO, "stored")));

        assertThat(arrived.all()).containsExactlyInAnyOrder(key(ONE, "stored"), key(ONE, "failed"), key(ONE, "both"));
        assertThat(arrived.failed()).containsExactly(key(ONE, "failed"));
    }

    /** Notifications that were committed before this query. */
    private static int announcements(Connection listening) throws SQLException {
        listening.createStatement().execute("select 1");
        return listening.unwrap(PGConnection.class).getNotifications().length;
    }

    private void block(TenantId tenant, String output, String input) {
        queue.submitSilently(tenant, add(output, input, "a"));
        database.dsl()
                .execute(
                        "update computations set waits_for = {0} where tenant_id = {1} and output_handle = {2}",
                        org.jooq.impl.DSL.val(handle(input).bytes()),
                        org.jooq.impl.DSL.val(tenant.value()),
                        org.jooq.impl.DSL.val(handle(output).bytes()));
    }
}
