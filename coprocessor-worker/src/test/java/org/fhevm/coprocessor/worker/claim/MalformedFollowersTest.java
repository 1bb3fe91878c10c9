package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.computation.Operand;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Malformed rows that wait for a computation which a claim takes: the bound of their tenant holds for them, too. */
@EmbeddedDatabase
class MalformedFollowersTest {
    private static final TenantId ONE = new TenantId(1);
    private static final TenantId TWO = new TenantId(2);

    private final Database database;
    private final QueueFixture queue;

    MalformedFollowersTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
    }

    @BeforeEach
    void storeInputs() {
        queue.clear();
        queue.store(ONE, "a", FheType.UINT64, 5);
        queue.store(TWO, "a", FheType.UINT64, 5);
    }

    @Test
    void areNotReadWithTheirProducerOnceTheTenantIsBounded() {
        Claimer claimer = claimer();
        queue.submit(ONE, malformed("bad"));
        assertThat(claim(claimer).failed()).hasSize(1);
        queue.submit(ONE, add("b", "a", "a"));
        queue.submit(ONE, malformed("c"), malformed("d"), malformed("e"));
        block(ONE, "b", "c", "d", "e");
        queue.submit(TWO, add("b", "a", "a"), add("c", "b", "a"));
        block(TWO, "b", "c");

        Claim claim = claim(claimer);

        assertThat(outputs(claim)).containsExactlyInAnyOrder(key(ONE, "b"), key(TWO, "b"), key(TWO, "c"));
        assertThat(claim.failed()).isEmpty();
        assertThat(queue.pending()).isEqualTo(6);
    }

    @Test
    void areReadOnlyAsFarAsTheClaimHasRoom() {
        queue.submit(ONE, add("b", "a", "a"), malformed("c"), malformed("d"), malformed("e"));
        block(ONE, "b", "c", "d", "e");

        Claim claim = claim(claimer(), 3);

        assertThat(outputs(claim)).containsExactly(key(ONE, "b"));
        assertThat(claim.failed()).hasSize(2);
    }

    @Test
    void areReadIfTheBoundOfTheTenantLeavesAsMuchRoomAsTheClaim() {
        Claimer claimer = claimer();
        queue.submit(ONE, malformed("bad"));
        assertThat(claim(claimer).failed()).hasSize(1);
        queue.submit(ONE, add("b", "a", "a"), malformed("c"));
        block(ONE, "b", "c");

        Claim claim = claim(claimer, CandidateBounds.AFTER_MALFORMED + 1);

        assertThat(outputs(claim)).containsExactly(key(ONE, "b"));
        assertThat(claim.failed()).hasSize(1);
    }

    private static TypedComputation malformed(String output) {
        return new TypedComputation(
                new Computation(handle(output), FheOperation.ADD, List.of(new Operand.Encrypted(handle("a")))),
                FheType.UINT64);
    }

    /** As an earlier claim would have marked them. */
    private void block(TenantId tenant, String input, String... outputs) {
        for (String output : outputs) {
            database.dsl()
                    .execute(
                            "update computations set waits_for = {0} where tenant_id = {1} and output_handle = {2}",
                            DSL.val(handle(input).bytes()),
                            DSL.val(tenant.value()),
                            DSL.val(handle(output).bytes()));
        }
    }

    private static List<TenantHandle> outputs(Claim claim) {
        return claim.computations().stream()
                .map(claimed -> claimed.lease().output())
                .toList();
    }

    private static Claim claim(Claimer claimer) {
        return claim(claimer, 10);
    }

    private static Claim claim(Claimer claimer, int limit) {
        return claimer.claim(limit, Long.MAX_VALUE, key -> false, Set.of());
    }

    private Claimer claimer() {
        WorkerSession session = new WorkerSession(database, UUID.randomUUID(), "test", Duration.ofMinutes(5));
        session.renew();
        return new Claimer(new Transactions(database), session.id(), 5);
    }
}
