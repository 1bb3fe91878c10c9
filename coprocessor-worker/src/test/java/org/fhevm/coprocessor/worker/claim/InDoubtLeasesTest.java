package org.fhevm.coprocessor.worker.claim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.key;

import java.sql.Connection;
import java.util.List;
import java.util.UUID;
import org.fhevm.coprocessor.common.computation.Computation;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.database.testing.EmbeddedDatabase;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.plan.QueuedComputation;
import org.fhevm.coprocessor.worker.queue.Lease;
import org.fhevm.tfhe.operation.FheOperation;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** See {@link LeaseClaimsTest} for whole claims that fail. */
@EmbeddedDatabase
class InDoubtLeasesTest {
    private static final TenantId TENANT = new TenantId(1);

    private final Database database;
    private final QueueFixture queue;
    private final Transactions transactions;
    private final UUID worker = UUID.randomUUID();
    private final InDoubtLeases inDoubt = new InDoubtLeases(worker);
    private final ClaimedComputation claimed = new ClaimedComputation(
            new QueuedComputation(
                    TENANT, new Computation(QueueFixture.handle("b"), FheOperation.ADD, List.of()), FheType.UINT64),
            1,
            new Lease(key(TENANT, "b"), 1, 0),
            0);

    InDoubtLeasesTest(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.transactions = new Transactions(database);
    }

    @BeforeEach
    void submit() {
        queue.clear();
        queue.submit(TENANT, add("b", "a", "a"));
    }

    @Test
    void areGivenBack() {
        inDoubt.add(List.of(claimed));
        take();

        transactions.run(inDoubt::release);

        assertThat(holder()).isNull();
    }

    /**
     * The transaction in doubt holds the row while leases are given back, then is rolled back, and the row is claimed.
     */
    @Test
    void areNoneOnceTheRowIsClaimedAgain() throws Exception {
        inDoubt.add(List.of(claimed));
        try (Connection other = database.openDedicatedConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select * from computations for update");
            transactions.run(inDoubt::release);
            other.rollback();
        }
        take();
        inDoubt.committed(List.of(claimed));

        transactions.run(inDoubt::release);

        assertThat(holder()).isEqualTo(worker);
    }

    @Test
    void areNoneOnceTheRowIsDeleted() {
        inDoubt.add(List.of(claimed));
        database.dsl().deleteFrom(COMPUTATIONS).execute();

        transactions.run(inDoubt::release);
        inDoubt.committed(List.of());

        assertThat(inDoubt.size()).isZero();
    }

    /** A claim gave the lease back, but was rolled back; the next one met the row locked. */
    @Test
    void areKeptIfTheTransactionThatGaveThemBackFailed() throws Exception {
        inDoubt.add(List.of(claimed));
        take();
        assertThatThrownBy(() -> transactions.run(transaction -> {
                    inDoubt.release(transaction);
                    throw new IllegalStateException("rolled back");
                }))
                .isInstanceOf(IllegalStateException.class);
        try (Connection other = database.openDedicatedConnection()) {
            other.setAutoCommit(false);
            other.createStatement().execute("select * from computations for update");
            transactions.run(inDoubt::release);
            inDoubt.committed(List.of());
            other.rollback();
        }

        assertThat(inDoubt.size()).isEqualTo(1);
        transactions.run(inDoubt::release);
        inDoubt.committed(List.of());
        assertThat(holder()).isNull();
    }

    @Test
    void areKeptOnceForEachRowHoweverOftenItsClaimFails() {
        inDoubt.add(List.of(claimed));
        inDoubt.add(List.of(claimed));
        inDoubt.add(List.of(claimedAgain()));

        assertThat(inDoubt.size()).isEqualTo(1);
    }

    /** The claim after the one in doubt gave the lease back and took the next one, but was rolled back. */
    @Test
    void areGivenBackIfTheClaimThatGaveThemBackFailsToo() {
        inDoubt.add(List.of(claimed));
        take();
        inDoubt.add(List.of(claimedAgain()));

        transactions.run(inDoubt::release);
        inDoubt.committed(List.of());

        assertThat(holder()).isNull();
        assertThat(inDoubt.size()).isZero();
    }

    private ClaimedComputation claimedAgain() {
        return new ClaimedComputation(
                claimed.computation(), claimed.submission(), new Lease(key(TENANT, "b"), 2, 0), claimed.bytes());
    }

    private void take() {
        database.dsl()
                .update(COMPUTATIONS)
                .set(COMPUTATIONS.LEASE_WORKER, worker)
                .set(COMPUTATIONS.LEASE_EPOCH, 1)
                .execute();
    }

    private UUID holder() {
        return queue.row(TENANT, "b").get(COMPUTATIONS.LEASE_WORKER);
    }
}
