package org.fhevm.coprocessor.worker.claim;

import static org.fhevm.coprocessor.database.generated.Tables.COMPUTATIONS;
import static org.fhevm.coprocessor.worker.QueueFixture.add;
import static org.fhevm.coprocessor.worker.QueueFixture.handle;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.fhevm.coprocessor.common.computation.TypedComputation;
import org.fhevm.coprocessor.common.id.TenantHandle;
import org.fhevm.coprocessor.common.id.TenantId;
import org.fhevm.coprocessor.common.repository.Transactions;
import org.fhevm.coprocessor.database.Database;
import org.fhevm.coprocessor.worker.QueueFixture;
import org.fhevm.coprocessor.worker.blocked.BlockedMarks;
import org.fhevm.coprocessor.worker.blocked.BlockedScan;
import org.fhevm.coprocessor.worker.lease.WorkerSession;
import org.fhevm.coprocessor.worker.queue.FailureMarks;
import org.fhevm.tfhe.operation.FheType;
import org.junit.jupiter.api.BeforeEach;

/** Workers that claim from one queue of three tenants, each with a stored input. */
abstract class ClaimScenario {
    /** With fewer, a computation would be given up before it was computed alone. */
    static final int FEWEST_ATTEMPTS = 4;

    static final TenantId ONE = new TenantId(1);
    static final TenantId TWO = new TenantId(2);
    static final TenantId THREE = new TenantId(3);

    final Database database;
    final QueueFixture queue;
    final BlockedMarks marks;
    final BlockedScan scan;
    final Set<TenantHandle> computedHere = new HashSet<>();

    ClaimScenario(Database database) {
        this.database = database;
        this.queue = new QueueFixture(database);
        this.marks = new BlockedMarks(database);
        this.scan = new BlockedScan(database, marks);
    }

    @BeforeEach
    void storeTheFirstInput() {
        queue.clear();
        for (TenantId tenant : List.of(ONE, TWO, THREE)) {
            queue.store(tenant, "a", FheType.UINT64, 5);
        }
    }

    TestWorker worker() {
        return worker(database);
    }

    TestWorker worker(Database connections) {
        WorkerSession session = new WorkerSession(connections, UUID.randomUUID(), "test", Duration.ofMinutes(5));
        session.renew();
        return new TestWorker(
                session,
                new Claimer(new Transactions(connections), session.id(), FEWEST_ATTEMPTS),
                marks,
                computedHere);
    }

    void complete(TenantId tenant, String name) {
        queue.store(tenant, name, FheType.UINT64, 1);
        database.dsl()
                .update(COMPUTATIONS)
                .set(COMPUTATIONS.IS_COMPLETED, true)
                .where(COMPUTATIONS.OUTPUT_HANDLE.eq(handle(name).bytes()))
                .execute();
    }

    static TypedComputation[] many(String prefix, int count) {
        return Stream.iterate(0, i -> i + 1)
                .limit(count)
                .map(i -> add(prefix + i, "a", "a"))
                .toArray(TypedComputation[]::new);
    }

    /** Tenant and handle of each claimed computation. */
    static List<String> names(Claim claim) {
        return claim.computations().stream()
                .map(claimed -> claimed.lease().output())
                .map(output -> output.tenant() + QueueFixture.name(output.handle()))
                .toList();
    }

    /** A worker with one session, which unblocks rows as the unblocker would. */
    record TestWorker(WorkerSession session, Claimer claimer, BlockedMarks marks, Set<TenantHandle> computedHere) {
        Claim claim(int limit) {
            return claim(limit, Long.MAX_VALUE);
        }

        Claim claim(int limit, long bytes) {
            return acknowledged(claimer.claim(limit, bytes, computedHere::contains, Set.of()));
        }

        Claim claim(int limit, TenantRoom room) {
            return acknowledged(claimer.claim(limit, Long.MAX_VALUE, computedHere::contains, Set.of(), room));
        }

        private Claim acknowledged(Claim claim) {
            marks.remove(
                    claim.failed().stream().map(FailureMarks.Failure::output).toList());
            marks.remove(marks.arrivedAmong(claim.awaited()).all());
            return claim;
        }
    }
}
